<?php

declare(strict_types=1);

namespace Owskit\Store;

use Owskit\{Bounds, Json, Limits, Stop, Write};

/** Ledger, journal, breaker, oscillation and budget in Redis. */
final class RedisWrites implements Writes
{
    private const MOST_TRIES = 100;

    public function __construct(private readonly RedisServer $server)
    {
    }

    public function started(int $now): void
    {
        $this->server->run('started', $now);
    }

    public function limits(string $handler, string $entity, string $user, int $now): Limits
    {
        // Of no write: it only asks.
        $look = ['', '', $handler, $entity, '', 0, false, '', '', $user, Bounds::day($now), $now, $now, '', false, '', ''];
        return self::seen($this->server->run('begin', '', ...$look))[0];
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

    /** They are noted only where all is still as it was looked at, and the lease is ours; else it looks again. */
    public function begin(array $writes, \Closure $check): ?Stop
    {
        $arguments = array_merge(...array_map(self::arguments(...), $writes));
        $seen = $this->server->run('begin', '', ...$arguments);
        for ($try = 0; $try < self::MOST_TRIES; $try++) {
            foreach (self::seen($seen) as $number => $limits) {
                $write = $writes[$number];
                if (($stop = $check($write, $limits)) !== null) {
                    $this->carryOut($stop, $write->handler, $write->entity, $write->at);
                    return $stop;
                }
            }
            $answer = $this->server->run('begin', $seen, ...$arguments);
            if (is_int($answer)) {
                return $answer === 1 ? null : new Stop(self::LEASE_LOST);
            }
            $seen = $answer;
        }
        throw new StoreFails('others write to the same record without end');
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

    /** @return list<Limits> */
    private static function seen(string $text): array
    {
        return array_map(static fn (array $each): Limits => new Limits(
            paused: $each['paused'],
            quarantined: $each['quarantined'],
            breakerUntil: $each['breaker_until'],
            breakerLevel: $each['breaker_level'],
            arrivals10Minutes: $each['arrivals_10_minutes'],
            writes10Minutes: $each['writes_10_minutes'],
            writes24Hours: $each['writes_24_hours'],
            swings: $each['swings'],
            spent: $each['spent'],
        ), (array) Json::decode($text));
    }

    /**
     * In the order of begin.lua.
     *
     * @return list<string|int|bool>
     */
    private static function arguments(Write $write): array
    {
        return [
            $write->row, $write->fingerprint, $write->handler, $write->entity, $write->root, $write->hop, $write->chain,
            $write->delivery, $write->wanted, $write->user, Bounds::day($write->at), $write->at, $write->lease, $write->swing,
            $write->counted, $write->leased, $write->token,
        ];
    }
}
