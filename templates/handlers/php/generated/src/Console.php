<?php

declare(strict_types=1);

namespace Owskit;

use Owskit\Store\StoreFails;

/** `php generated/inbox.php`: shows no value of a record, only ids, times and reasons. */
final class Console
{
    private const MOST = 200;

    /**
     * @param resource $out
     * @param resource $err
     */
    public function __construct(private readonly Project $project, private $out, private $err)
    {
    }

    /**
     * @param list<string> $arguments
     * @return int exit code: 0 done, 1 it could not be done, 2 wrong usage
     */
    public function run(array $arguments, string $usage): int
    {
        [$what, $first, $second] = $arguments + ['list', null, null];
        $inbox = $this->project->store->inbox;
        try {
            $done = match (true) {
                $what === 'list' => $this->list(),
                $what === 'release' && $first === '--all' && $second !== null => $this->releaseAll($second),
                $what === 'release' && $first !== null => $this->jobs($first, $second, 'released', $inbox->release(...)),
                $what === 'drop' && $first !== null => $this->jobs($first, $second, 'dropped', $inbox->drop(...)),
                $what === 'pause' => $this->pause($first ?? '*'),
                $what === 'resume' => $this->resume($first ?? '*'),
                $what === 'lift' && $first !== null && $second !== null => $this->lift($first, $second),
                default => null,
            };
        } catch (StoreFails $error) {
            fwrite($this->err, 'the store cannot be used (' . Place::cause($error) . "). Look at OWSKIT_STORE.\n");
            return 1;
        }
        if ($done === null) {
            fwrite($what === '--help' ? $this->out : $this->err, $usage);
            return $what === '--help' ? 0 : 2;
        }
        return $done ? 0 : 1;
    }

    private function list(): bool
    {
        $inbox = $this->project->store->inbox;
        $jobs = $inbox->open(self::MOST);
        foreach ($jobs as $job) {
            $this->say(implode('  ', array_filter([
                $job->delivery,
                $job->handler,
                $job->entity,
                $job->state,
                $job->reason,
                $job->error,
                $job->attempts > 0 ? "runs: {$job->attempts}" : '',
                ($job->state === Job::QUEUED ? 'due ' : 'since ') . gmdate('Y-m-d\TH:i:s\Z', intdiv($job->due, 1000)),
            ], static fn (string $part): bool => $part !== '')));
        }
        $this->say(count($jobs) === self::MOST ? 'and perhaps more.' : count($jobs) . ' not done.');
        $paused = [...$this->project->switch->paused(), ...$this->project->store->switches->paused()];
        if ($paused !== []) {
            $this->say('paused: ' . implode(', ', $paused));
        }
        foreach ($this->project->store->switches->quarantined() as $held) {
            $this->say("in quarantine: {$held['handler']}  {$held['entity']}");
        }
        $spooled = count($this->project->spool->all());
        if ($spooled > 0) {
            $this->say("$spooled wait in the spool for the store; a worker takes them in.");
        }
        return true;
    }

    /** @param \Closure(string, string, int): bool $do */
    private function jobs(string $delivery, ?string $handler, string $done, \Closure $do): bool
    {
        $handlers = $handler !== null ? [$handler] : $this->names();
        $now = $this->project->clock->now();
        $count = count(array_filter($handlers, static fn (string $one): bool => $do($delivery, $one, $now)));
        if ($count === 0) {
            fwrite($this->err, "nothing was $done: no such delivery, or it is not in a state for that.\n");
            return false;
        }
        $this->say("$count $done.");
        return true;
    }

    private function releaseAll(string $reason): bool
    {
        $inbox = $this->project->store->inbox;
        $now = $this->project->clock->now();
        $count = 0;
        do {
            $released = 0;
            foreach ($inbox->parked($reason, self::MOST) as $job) {
                $released += $inbox->release($job->delivery, $job->handler, $now) ? 1 : 0;
            }
            $count += $released;
        } while ($released > 0);
        $this->say("$count released.");
        return true;
    }

    private function pause(string $handler): bool
    {
        if (!$this->isKnown($handler)) {
            return false;
        }
        $this->project->store->switches->pause($handler);
        $this->say($handler === '*' ? 'all paused.' : "$handler paused.");
        return true;
    }

    private function resume(string $handler): bool
    {
        if (!$this->isKnown($handler)) {
            return false;
        }
        $this->project->store->switches->resume($handler);
        $this->say($handler === '*' ? 'all resumed.' : "$handler resumed.");
        return true;
    }

    private function lift(string $handler, string $entity): bool
    {
        if ($this->project->store->switches->lift($handler, $entity)) {
            $this->say("$handler  $entity: out of quarantine.");
            return true;
        }
        fwrite($this->err, "$handler  $entity: this is not in quarantine.\n");
        return false;
    }

    private function isKnown(string $handler): bool
    {
        if ($handler === '*' || $this->project->trigger($handler) !== null) {
            return true;
        }
        fwrite($this->err, "$handler: there is no such trigger. There are: " . implode(', ', $this->names()) . "\n");
        return false;
    }

    /** @return list<string> */
    private function names(): array
    {
        return array_map(static fn (Trigger $trigger): string => $trigger->name, $this->project->triggers);
    }

    private function say(string $line): void
    {
        fwrite($this->out, $line . "\n");
    }
}
