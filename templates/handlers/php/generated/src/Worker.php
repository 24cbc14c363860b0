<?php

declare(strict_types=1);

namespace Owskit;

use Owskit\Store\StoreFails;

/** Does what is due: one job after another, each under the lease of its record. Any number of workers may run. */
final class Worker
{
    /** After the answer of a request, so that its process is soon free for the next one. */
    private const AFTER_ANSWER_SECONDS = 20;
    private const IDLE_MICROSECONDS = 100_000;
    private const PRUNE_EVERY = Bounds::HOUR;

    /** @var array<string, \Closure(Event, Ows): Decision> */
    private readonly array $handlers;
    private readonly Intake $intake;
    private bool $ends = false;
    /** How often a job is given back, a second apart. */
    private int $patience = 60;

    /**
     * @param array<string, \Closure(Event, Ows): Decision>|null $handlers for tests
     * @throws CannotStart where a handler cannot be loaded
     */
    public function __construct(private readonly Project $project, ?array $handlers = null)
    {
        $this->handlers = $handlers ?? Handlers::load($project->triggers);
        $this->intake = new Intake($project);
    }

    /** Works until it is told to end; what it is doing then is finished first. */
    public function serve(): void
    {
        $started = false;
        $pruned = 0;
        while (!$this->ends) {
            try {
                if (!$started) {
                    $this->project->store->writes->started($this->project->clock->now());
                    $started = true;
                    if (($warning = $this->project->store->switches->warning()) !== null) {
                        Log::line(['level' => 'warning', 'reason' => $warning]);
                    }
                }
                $this->takeOver();
                $now = $this->project->clock->now();
                if ($now - $pruned >= self::PRUNE_EVERY) {
                    Retention::keep($this->project);
                    $pruned = $now;
                }
                if ($this->workAll() === 0) {
                    usleep(self::IDLE_MICROSECONDS);
                }
            } catch (StoreFails $error) {
                Log::line(['level' => 'error', 'reason' => 'store-unreachable', 'error' => Place::cause($error)]);
                sleep(1);
            }
        }
    }

    public function end(): void
    {
        $this->ends = true;
    }

    /** Everything that is due now, for cron. */
    public function once(): int
    {
        $this->project->store->writes->started($this->project->clock->now());
        $this->takeOver();
        $done = $this->workAll();
        Retention::keep($this->project);
        return $done;
    }

    /** What is due, within the process of a request that was answered. */
    public function afterAnswer(): void
    {
        ignore_user_abort(true);
        set_time_limit(0);
        $this->patience = 5;
        $until = time() + self::AFTER_ANSWER_SECONDS;
        try {
            while (time() < $until && $this->workOne()) {
            }
        } catch (StoreFails $error) {
            Log::line(['level' => 'error', 'reason' => 'store-unreachable', 'error' => Place::cause($error)]);
        }
    }

    /** What waits on the disk for the store, and what lost its process before it was decided about. */
    public function takeOver(): void
    {
        $this->intake->takeSpooled();
        $this->intake->decideAgain();
    }

    /** How many jobs there were. */
    public function workAll(): int
    {
        $done = 0;
        while (!$this->ends && $this->workOne()) {
            $done++;
        }
        return $done;
    }

    /** Whether there was a job. */
    public function workOne(): bool
    {
        $inbox = $this->project->store->inbox;
        $now = $this->project->clock->now();
        $due = $inbox->nextDue();
        if ($due === null || $due > $now) {
            return false;
        }
        $token = bin2hex(random_bytes(8));
        $job = $inbox->claim($token, $now, $now + Bounds::LEASE);
        if ($job === null) {
            return false;
        }
        $ending = (new Run($this->project, $job, $this->handlers[$job->handler] ?? null, $token))->ending();
        if (!$this->giveBack($ending, $token)) {
            Log::line(['level' => 'warning', 'reason' => 'lease-lost', 'delivery' => $job->delivery, 'trigger' => $job->handler]);
            return true;
        }
        Log::line([
            'delivery' => $job->delivery,
            'trigger' => $job->handler,
            'decision' => $ending->decision,
            'reason' => $ending->reason,
            'root' => $job->root,
            'hop' => $job->hop,
        ] + ($ending->error === '' ? [] : ['error' => $ending->error]));
        return true;
    }

    /** Waits for a store that is gone, for as long as the lease lasts: else the work would be done once more. */
    private function giveBack(Job $ending, string $token): bool
    {
        for ($try = 1; ; $try++) {
            try {
                return $this->project->store->inbox->settle($ending, $token);
            } catch (StoreFails $error) {
                if ($try >= $this->patience) {
                    throw $error;
                }
                Log::line(['level' => 'error', 'reason' => 'store-unreachable', 'error' => Place::cause($error)]);
                sleep(1);
            }
        }
    }
}
