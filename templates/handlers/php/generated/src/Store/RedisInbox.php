<?php

declare(strict_types=1);

namespace Owskit\Store;

use Owskit\{Arrival, Bounds, Job, Observation};

/** The inbox in Redis. */
final class RedisInbox implements Inbox
{
    private const SHOWN = ['entity', 'state', 'due', 'attempts', 'root', 'hop', 'compare', 'decision', 'reason', 'error'];

    public function __construct(private readonly RedisServer $server)
    {
    }

    /** Two steps: kept and observed, then decided. What is lost in between is undecided, and somebody decides again. */
    public function take(Arrival $arrival, \Closure $decide): Observation
    {
        $seen = Observation::ofJson($this->server->run(
            'accept',
            $arrival->id,
            $arrival->received,
            $arrival->entity,
            $arrival->serviceCall,
            $arrival->payload,
            $arrival->fingerprint,
            $arrival->actor,
            $arrival->mark,
            Bounds::day($arrival->received),
            $arrival->kept,
        ));
        if ($arrival->kept) {
            $this->decided($arrival, $decide($seen));
        }
        return $seen;
    }

    public function undecided(int $before): array
    {
        return $this->server->used(function (\Redis $client) use ($before): array {
            $found = [];
            foreach ($client->zRangeByScore($this->server->key('undecided'), '-inf', "($before") as $id) {
                $kept = $client->hGetAll($this->server->key('delivery', $id));
                if ($kept !== []) {
                    $found[] = [
                        'id' => $id,
                        'received' => (int) $kept['received'],
                        'payload' => $kept['payload'],
                        'observation' => $kept['observation'],
                    ];
                }
            }
            return $found;
        });
    }

    public function decided(Arrival $arrival, array $jobs): void
    {
        $given = [];
        foreach ($jobs as $job) {
            array_push($given, $job->handler, $job->state, $job->root, $job->hop, $job->compare, $job->reason);
        }
        $this->server->run('settle', $arrival->id, ...$given);
    }

    public function claim(string $token, int $now, int $until): ?Job
    {
        $found = $this->server->run('claim', $now, $token, $until);
        if (!is_array($found) || $found === []) {
            return null;
        }
        [$delivery, $handler, $entity, $attempts, $root, $hop, $compare] = $found;
        return new Job(
            delivery: $delivery,
            handler: $handler,
            entity: $entity,
            root: $root,
            hop: (int) $hop,
            compare: $compare === '1',
            due: $now,
            attempts: (int) $attempts,
        );
    }

    public function renew(string $entity, string $token, int $until): bool
    {
        return $this->server->run('renew', $entity, $token, $until) === 1;
    }

    public function settle(Job $job, string $token): bool
    {
        return $this->server->run(
            'finish',
            $job->entity,
            $token,
            $job->delivery,
            $job->handler,
            $job->state,
            $job->due,
            $job->decision,
            $job->reason,
            $job->error,
        ) === 1;
    }

    public function delivery(string $id): ?array
    {
        $key = $this->server->key('delivery', $id);
        $kept = $this->server->used(static fn (\Redis $client): array => $client->hMGet($key, ['received', 'payload']));
        return is_string($kept['payload']) ? ['received' => (int) $kept['received'], 'payload' => $kept['payload']] : null;
    }

    public function nextDue(): ?int
    {
        $first = $this->server->used(fn (\Redis $client): array => $client->zRange($this->server->key('queue'), 0, 0, true));
        return $first === [] ? null : (int) array_values($first)[0];
    }

    public function open(int $most): array
    {
        $jobs = [...$this->listed('queue', $most), ...$this->listed('parked', $most)];
        usort($jobs, static fn (Job $a, Job $b): int => [$a->delivery, $a->handler] <=> [$b->delivery, $b->handler]);
        return array_slice($jobs, 0, $most);
    }

    public function parked(string $reason, int $most): array
    {
        $jobs = array_filter($this->listed('parked', PHP_INT_MAX), static fn (Job $job): bool => $job->reason === $reason);
        return array_slice(array_values($jobs), 0, $most);
    }

    public function release(string $delivery, string $handler, int $now): bool
    {
        return $this->server->run('release', $delivery, $handler, $now) === 1;
    }

    public function drop(string $delivery, string $handler, int $now): bool
    {
        return $this->server->run('drop', $delivery, $handler, $now) === 1;
    }

    public function prune(int $now): int
    {
        return (int) $this->server->run('prune', $now);
    }

    /** @return list<Job> */
    private function listed(string $list, int $most): array
    {
        return $this->server->used(function (\Redis $client) use ($list, $most): array {
            $names = $client->zRange($this->server->key($list), 0, -1);
            sort($names, SORT_STRING);
            $jobs = [];
            foreach (array_slice($names, 0, $most) as $name) {
                $kept = $client->hMGet($this->server->key('job', $name), self::SHOWN);
                if (is_string($kept['entity'])) {
                    [$delivery, $handler] = explode(':', $name, 2);
                    $jobs[] = self::job($delivery, $handler, $kept);
                }
            }
            return $jobs;
        });
    }

    /** @param array<string, string|false> $kept */
    private static function job(string $delivery, string $handler, array $kept): Job
    {
        return new Job(
            delivery: $delivery,
            handler: $handler,
            entity: (string) $kept['entity'],
            root: (string) $kept['root'],
            hop: (int) $kept['hop'],
            compare: $kept['compare'] === '1',
            state: (string) $kept['state'],
            due: (int) $kept['due'],
            decision: (string) $kept['decision'],
            reason: (string) $kept['reason'],
            error: (string) $kept['error'],
            attempts: (int) $kept['attempts'],
        );
    }
}
