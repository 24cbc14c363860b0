<?php

declare(strict_types=1);

namespace Owskit\Store;

use Owskit\{Bounds, Json, Limits, Stop, Write};

/** Ledger, journal, breaker, oscillation and budget in Redis. */
final class RedisWrites implements Writes
{
    private const MOST_TRIES = 100;
    private const KEEP_SPENT_SECONDS = 259_200;

    public function __construct(private readonly RedisServer $server, private readonly RedisSwitches $switches)
    {
    }

    public function started(int $now): void
    {
        $this->server->run('started', $now);
    }

    public function limits(string $handler, string $entity, string $user, int $now): Limits
    {
        return $this->server->used(fn (\Redis $client): Limits => $this->look($client, $handler, $entity, $user, '', $now, 0));
    }

    public function carryOut(Stop $stop, string $handler, string $entity, int $now): void
    {
        $this->server->used(function (\Redis $client) use ($stop, $handler, $entity, $now): void {
            if ($stop->breaker !== null) {
                $breaker = $this->server->key('breaker', $handler, $entity);
                $client->hMSet($breaker, ['until' => (string) $stop->breaker[0], 'level' => (string) $stop->breaker[1]]);
                $client->pExpire($breaker, Bounds::RETENTION);
            }
            if ($stop->quarantine) {
                $client->hSetNx($this->server->key('quarantine'), "$handler:$entity", (string) $now);
            }
        });
    }

    /** Where somebody else writes to the same record in between, it looks again. */
    public function begin(array $writes, \Closure $check): ?Stop
    {
        $watched = [];
        foreach ($writes as $write) {
            foreach (['writes', 'swings', 'breaker'] as $kind) {
                $watched[] = $this->server->key($kind, $write->handler, $write->entity);
            }
        }
        return $this->server->used(function (\Redis $client) use ($writes, $check, $watched): ?Stop {
            for ($try = 0; $try < self::MOST_TRIES; $try++) {
                $client->watch(array_values(array_unique($watched)));
                [$at, $stop] = $this->firstStop($client, $writes, $check);
                if ($stop !== null) {
                    $client->unwatch();
                    $this->carryOut($stop, $at->handler, $at->entity, $at->at);
                    return $stop;
                }
                if ($this->note($client, $writes)) {
                    return null;
                }
            }
            throw new StoreFails('others write to the same record without end');
        });
    }

    public function confirmed(Write $write, string $result, int $now): void
    {
        $this->server->run('row', $write->row, 'confirmed', $now);
        if ($write->counted) {
            $journal = $this->server->key('journal', $write->delivery, $write->handler);
            $this->server->used(static fn (\Redis $client) => $client->hSet($journal, $write->wanted, rtrim(self::DONE . " $result")));
        }
    }

    public function unknown(Write $write, int $now): void
    {
        $this->server->run('row', $write->row, 'unknown', $now);
    }

    public function refused(Write $write): void
    {
        $this->server->run(
            'refused',
            $write->row,
            $write->fingerprint,
            $write->delivery,
            $write->handler,
            $write->wanted,
            $write->entity,
            $write->swing,
            Bounds::day($write->at),
            $write->user,
            $write->counted,
        );
    }

    public function journal(string $delivery, string $handler): array
    {
        $known = [];
        $kept = $this->server->used(fn (\Redis $client): array => $client->hGetAll($this->server->key('journal', $delivery, $handler)));
        foreach ($kept as $fingerprint => $text) {
            [$state, $result] = explode(' ', $text, 2) + [1 => ''];
            $known[$fingerprint] = [$state, Json::decode($result)];
        }
        return $known;
    }

    /**
     * Each write of a batch counts for those of the same record behind it.
     *
     * @param list<Write>                    $writes
     * @param \Closure(Write, Limits): ?Stop $check
     * @return array{Write|null, Stop|null}
     */
    private function firstStop(\Redis $client, array $writes, \Closure $check): array
    {
        $before = [];
        foreach ($writes as $write) {
            $record = "{$write->handler}:{$write->entity}";
            $limits = $this->look(
                $client, $write->handler, $write->entity, $write->user, $write->swing, $write->at, $before[$record] ?? 0
            );
            if (($stop = $check($write, $limits)) !== null) {
                return [$write, $stop];
            }
            $before[$record] = ($before[$record] ?? 0) + ($write->counted ? 1 : 0);
        }
        return [null, null];
    }

    private function look(\Redis $client, string $handler, string $entity, string $user, string $swing, int $now, int $already): Limits
    {
        $key = fn (string $kind): string => $this->server->key($kind, $handler, $entity);
        $count = static fn (string $kind, int $since): int => (int) $client->zCount($key($kind), "($since", '+inf');
        $breaker = $client->hMGet($key('breaker'), ['until', 'level']);
        [$times, $at] = $this->swing($client, $handler, $entity, $swing);
        $spent = $client->hMGet($this->server->key('spent', Bounds::day($now), $user), ['deliveries', 'writes']);
        return new Limits(
            paused: $this->switches->pausedBy($client),
            quarantined: (bool) $client->hExists($this->server->key('quarantine'), "$handler:$entity"),
            breakerUntil: (int) $breaker['until'],
            breakerLevel: (int) $breaker['level'],
            arrivals10Minutes: $count('arrivals', $now - 10 * Bounds::MINUTE),
            writes10Minutes: $count('writes', $now - 10 * Bounds::MINUTE) + $already,
            writes24Hours: $count('writes', $now - Bounds::DAY) + $already,
            swings: $at > $now - Bounds::RETENTION ? $times : 0,
            spent: max((int) $spent['deliveries'], (int) $spent['writes']),
        );
    }

    /**
     * Whether they are noted: not, where a watched record has changed.
     *
     * @param list<Write> $writes
     */
    private function note(\Redis $client, array $writes): bool
    {
        $life = Bounds::ledgerLife((int) $client->hGet($this->server->key('settings'), 'longest-echo'));
        $swings = [];
        foreach ($writes as $number => $write) {
            $swings[$number] = $this->swing($client, $write->handler, $write->entity, $write->swing);
        }
        $client->multi();
        foreach ($writes as $number => $write) {
            $this->noteRow($client, $write, $write->lease + $life);
            if ($write->counted) {
                $this->noteWrite($client, $write, ...$swings[$number]);
            }
        }
        return is_array($client->exec());
    }

    private function noteRow(\Redis $client, Write $write, int $expires): void
    {
        $client->hMSet($this->server->key('row', $write->row), [
            'fingerprint' => $write->fingerprint,
            'handler' => $write->handler,
            'root' => $write->root,
            'hop' => (string) $write->hop,
            'chain' => $write->chain ? '1' : '0',
            'state' => 'inflight',
            'at' => (string) $write->at,
            'lease' => (string) $write->lease,
            'expires' => (string) $expires,
        ]);
        $client->zAdd($this->server->key('ledger'), $expires, $write->row);
        $client->zAdd($this->server->key('ledger', $write->fingerprint), $write->at, $write->row);
    }

    private function noteWrite(\Redis $client, Write $write, int $times, int $at): void
    {
        $journal = $this->server->key('journal', $write->delivery, $write->handler);
        $client->hSet($journal, $write->wanted, self::OPEN);
        $client->pExpire($journal, Bounds::RETENTION);
        $made = $this->server->key('writes', $write->handler, $write->entity);
        $client->zAdd($made, $write->at, $write->row);
        $client->zRemRangeByScore($made, '-inf', (string) ($write->at - Bounds::DAY));
        $client->pExpire($made, Bounds::DAY);
        $spent = $this->server->key('spent', Bounds::day($write->at), $write->user);
        $client->hIncrBy($spent, 'writes', 1);
        $client->expire($spent, self::KEEP_SPENT_SECONDS);
        if ($write->swing !== '') {
            $swings = $this->server->key('swings', $write->handler, $write->entity);
            $again = $at > $write->at - Bounds::RETENTION ? $times + 1 : 1;
            $client->hSet($swings, $write->swing, "$again {$write->at}");
            $client->pExpire($swings, Bounds::RETENTION);
        }
    }

    /** @return array{int, int} how often, and when last */
    private function swing(\Redis $client, string $handler, string $entity, string $swing): array
    {
        $kept = $swing === '' ? false : $client->hGet($this->server->key('swings', $handler, $entity), $swing);
        [$times, $at] = is_string($kept) ? explode(' ', $kept, 2) : ['0', '0'];
        return [(int) $times, (int) $at];
    }
}
