<?php

declare(strict_types=1);

namespace Owskit\Tests;

use Owskit\{Answer, Bounds, Condition, Decision, Event, Log, Ows, OwsError, Trigger};
use Owskit\Store\Store;

/** One case of tests/vectors/guards-*.json, which every language runs: state before, steps, state after. */
final class Vector
{
    private const START = 1_795_165_200_000; // 2026-11-20T09:00:00Z

    private readonly Bench $bench;
    private readonly State $state;

    /** @var array<string, int> how often each handler has run */
    private array $runs = [];

    /** @var list<array<string, mixed>> what this step put into the log */
    private array $said = [];

    /** @var list<array<string, mixed>> the calls that OWS is to see in this step */
    private array $script = [];

    /** @param array<string, mixed> $case */
    public function __construct(private readonly array $case, Store $store, State $state)
    {
        $this->bench = new Bench(
            triggers: array_map(self::trigger(...), $case['triggers']),
            ows: new FakeOws($this->ows(...), $case['settings']['own_user'] ?? '99'),
            ownUser: $case['settings']['own_user'] ?? '99',
            dailyLimit: $case['settings']['daily_limit'] ?? 10_000,
            store: $store,
        );
        $this->state = $state;
    }

    public function run(): void
    {
        $this->bench->now = self::START;
        $this->state->write($this->case['before'] ?? [], $this->bench);
        foreach ($this->case['steps'] as $number => $step) {
            $this->step($step, "step $number");
        }
        $this->compareState($this->case['after'] ?? []);
    }

    /** @param array<string, mixed> $step */
    private function step(array $step, string $where): void
    {
        $this->said = [];
        // Not by `$this`: the log would keep the case, and so its store open while its folder is removed.
        $said = &$this->said;
        Log::to(static function (string $line) use (&$said): void {
            $said[] = json_decode($line, true);
        });
        $this->take($step, $where);
        if (isset($step['warnings'])) {
            $warnings = array_filter($this->said, static fn (array $line): bool => ($line['level'] ?? '') === 'warning');
            Check::same($step['warnings'], array_column($warnings, 'reason'), "$where: warnings");
        }
    }

    /** @param array<string, mixed> $step */
    private function take(array $step, string $where): void
    {
        $this->bench->now = self::START + (int) round(($step['at'] ?? 0) * 1000);
        $store = $this->bench->project->store;
        match (true) {
            isset($step['deliver']) => $this->deliver($step, $where),
            isset($step['work']) => $this->work($step, $where),
            isset($step['start']) => $store->writes->started($this->bench->now),
            isset($step['pause']) => $store->switches->pause($step['pause']),
            isset($step['resume']) => $store->switches->resume($step['resume']),
            isset($step['release']) => Check::that(
                $store->inbox->release($step['release']['delivery'], $step['release']['handler'], $this->bench->now),
                "$where: released nothing"
            ),
            isset($step['drop']) => Check::that(
                $store->inbox->drop($step['drop']['delivery'], $step['drop']['handler'], $this->bench->now),
                "$where: dropped nothing"
            ),
            isset($step['taken']) => Check::same(
                $step['taken']['delivery'],
                $store->inbox->claim('another', $this->bench->now, $this->bench->now + Bounds::LEASE)?->delivery,
                "$where: taken by another worker"
            ),
            isset($step['lift']) => Check::that($store->switches->lift($step['lift']['handler'], $step['lift']['entity']), "$where: lifted nothing"),
            default => throw new Failed("$where: this kind of step is not known here: " . implode(', ', array_keys($step))),
        };
    }

    /** @param array<string, mixed> $step */
    private function deliver(array $step, string $where): void
    {
        $given = $step['deliver'];
        $bench = ($step['spooled'] ?? $given['spooled'] ?? false) ? $this->bench->withoutStore() : $this->bench;
        $taken = $bench->deliver(
            $given['call'],
            $given['args'],
            $given['user'] ?? null,
            $given['result'] ?? null,
            $given['session'] ?? null,
            $given['id'],
        );
        $budget = $taken->spent === null ? null : [$taken->spent, $this->bench->project->dailyLimit];
        $answer = json_decode(Answer::of($taken->root, $taken->outcomes, $budget), true);
        foreach ($step['answer'] ?? [] as $key => $wanted) {
            if ($key === 'triggers') {
                Check::same($wanted, array_map(static fn (array $one): array => $one, $answer['triggers'] ?? []), "$where: triggers");
            } else {
                Check::same($wanted, $answer[$key] ?? null, "$where: $key of the answer");
            }
        }
    }

    /** @param array<string, mixed> $step */
    private function work(array $step, string $where): void
    {
        $this->script = $step['work'];
        $handlers = [];
        foreach ($this->bench->triggers as $trigger) {
            $handlers[$trigger->name] = fn (Event $event, Ows $ows): Decision => $this->handle($trigger->name, $event, $ows);
        }
        $this->bench->work($handlers);
        $decisions = [];
        foreach ($this->said as $line) {
            if (isset($line['delivery'], $line['decision']) && !isset($line['service_call'])) {
                $decisions[] = [
                    'delivery' => $line['delivery'],
                    'handler' => $line['trigger'],
                    'decision' => $line['decision'],
                    'reason' => $line['reason'],
                ];
            }
        }
        Check::same([], $this->script, "$where: calls that were not made");
        if (isset($step['decisions'])) {
            Check::same(count($step['decisions']), count($decisions), "$where: decisions (" . json_encode($decisions) . ')');
            foreach ($step['decisions'] as $number => $wanted) {
                Check::sameEntries([$wanted], [$decisions[$number]], "$where: decision $number");
            }
        }
    }

    private function handle(string $name, Event $event, Ows $ows): Decision
    {
        $runs = $this->case['handlers'][$name] ?? [[]];
        $run = $runs[min($this->runs[$name] ?? 0, count($runs) - 1)];
        $this->runs[$name] = ($this->runs[$name] ?? 0) + 1;
        foreach ($run as $action) {
            if (isset($action['return'])) {
                return new Decision(...$action['return']);
            }
            $this->act($action, $event, $ows);
        }
        return Decision::done();
    }

    /** @param array<string, mixed> $action */
    private function act(array $action, Event $event, Ows $ows): void
    {
        if (isset($action['ignore'])) {
            try {
                $this->act($action['ignore'], $event, $ows);
            } catch (Failed $failed) {
                throw $failed;
            } catch (\Throwable) {
            }
            return;
        }
        if (isset($action['raise'])) {
            throw new \RuntimeException($action['raise']);
        }
        $action = self::withUid($action, $event->uid);
        if ($action['essential'] ?? false) {
            $ows = $ows->essential();
        }
        match (true) {
            isset($action['update']) => $ows->update(...$action['update']),
            isset($action['language']) => $ows->language($action['language'])->call(...$action['call']),
            isset($action['call']) => $ows->call(...$action['call']),
            isset($action['batch']) => $ows->batch($action['batch']),
            default => throw new Failed('this action is not known here: ' . json_encode($action)),
        };
    }

    /** OWS, as the step has it. */
    private function ows(string $name, mixed $args): mixed
    {
        $wanted = array_shift($this->script) ?? throw new Failed("not wanted: $name " . json_encode($args));
        Check::same([$wanted['call'], $wanted['args']], [$name, $args], 'the call');
        foreach ($wanted['inside'] ?? [] as $number => $step) {
            [$now, $said] = [$this->bench->now, $this->said];
            $this->step($step, "inside $number of $name");
            [$this->bench->now, $this->said] = [max($now, $this->bench->now), $said];
        }
        if ($wanted['timeout'] ?? false) {
            throw new OwsError('OWS did not answer in time', null, OwsError::UNKNOWN);
        }
        if ($wanted['unreachable'] ?? false) {
            throw new OwsError('nobody there', FakeOws::UNREACHED);
        }
        if ($wanted['busy'] ?? false) {
            throw new OwsError('too many', httpStatus: 429);
        }
        if (isset($wanted['error'])) {
            throw new OwsError($wanted['error']);
        }
        return $wanted['result'] ?? null;
    }

    /** @param array<string, list<array<string, mixed>>|mixed> $wanted */
    private function compareState(array $wanted): void
    {
        $found = $this->state->read($this->bench);
        foreach ($wanted as $key => $entries) {
            if (!array_key_exists($key, $found)) {
                throw new Failed("this part of the state is not known here: $key");
            }
            if (is_array($entries) && ($entries === [] || is_array($entries[0] ?? null))) {
                // Others' days and counts are no matter of the case.
                $noOthers = !in_array($key, ['spent', 'counters'], true);
                Check::sameEntries(array_map($this->state->normal(...), $entries), $found[$key], $key, $noOthers);
            } else {
                Check::same($entries, $found[$key], $key);
            }
        }
    }

    private static function withUid(mixed $value, ?string $uid): mixed
    {
        if (is_array($value)) {
            return array_map(static fn (mixed $inside): mixed => self::withUid($inside, $uid), $value);
        }
        return $value === '$uid' ? $uid : $value;
    }

    /** @param array<string, mixed> $given */
    private static function trigger(array $given): Trigger
    {
        $when = array_map(
            static fn (array $one): Condition => new Condition($one['path'], $one['test'], $one['values'] ?? []),
            $given['when'] ?? []
        );
        return new Trigger(
            name: $given['name'],
            handler: 'none.php',
            serviceCalls: $given['service_calls'],
            when: $when,
            profile: $given['profile'] ?? 'enrich',
            actor: $given['actor'] ?? 'dedicated',
            keep: $given['keep'] ?? [],
        );
    }
}
