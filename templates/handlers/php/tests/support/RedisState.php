<?php

declare(strict_types=1);

namespace Owskit\Tests;

use Owskit\Marks;

/** The state in Redis. */
final class RedisState implements State
{
    private int $made = 0;

    public function __construct(private readonly \Redis $client, private readonly string $prefix, private readonly Marks $marks)
    {
    }

    public function write(array $before, Bench $bench): void
    {
        foreach ($before as $key => $entries) {
            match ($key) {
                'paused' => array_map($bench->project->store->switches->pause(...), $entries),
                'sends_sessions' => $entries ? $this->client->hSet($this->key('settings'), 'sends-sessions', '1') : null,
                'longest_echo' => $this->client->hSet($this->key('settings'), 'longest-echo', (string) (int) ($entries * 1000)),
                default => array_map(fn (array $entry) => $this->insert($key, $this->normal($entry), $bench), $entries),
            };
        }
    }

    public function read(Bench $bench): array
    {
        $state = array_fill_keys(
            ['ledger', 'previous', 'sessions', 'writes', 'arrivals', 'breakers', 'swings', 'quarantine', 'spent', 'counters', 'journal', 'leases', 'jobs'],
            []
        );
        $state['paused'] = $bench->project->store->switches->paused();
        $state['sends_sessions'] = $this->client->hGet($this->key('settings'), 'sends-sessions') === '1';
        foreach ($this->client->keys($this->prefix . '*') as $key) {
            $parts = explode(':', substr($key, strlen($this->prefix)), 2);
            foreach ($this->entries($parts[0], $parts[1] ?? '', $key) as [$table, $entry]) {
                $isGone = ($table === 'ledger' && Entries::ms($entry['expires']) <= $bench->now) || ($table === 'jobs' && $entry['state'] === 'done');
                if (!$isGone) {
                    $state[$table][] = $entry;
                }
            }
        }
        return $state;
    }

    public function normal(array $entry): array
    {
        return Entries::normal($entry, $this->marks);
    }

    /** @param array<string, mixed> $entry */
    private function insert(string $table, array $entry, Bench $bench): void
    {
        $number = ++$this->made;
        $ms = static fn (string $key, int|float $default = 0): string => (string) Entries::ms($entry[$key] ?? $default);
        $record = ($entry['handler'] ?? '') . ':' . ($entry['entity'] ?? '');
        match ($table) {
            'ledger' => $this->ledger("ROW$number", $entry, $ms),
            'previous' => $this->client->hMSet($this->key("previous:{$entry['entity']}"), [
                'fingerprint' => $entry['fingerprint'], 'actor' => $entry['actor'] ?? '', 'at' => $ms('at'),
                'other' => isset($entry['other']) ? $ms('other') : '0',
            ]),
            'sessions' => $this->client->zAdd($this->key('sessions'), (int) $ms('until'), $entry['mark']),
            'writes', 'arrivals' => $this->client->zAdd($this->key("$table:$record"), (int) $ms('at'), "BEFORE$number"),
            'breakers' => $this->client->hMSet($this->key("breaker:$record"), ['until' => $ms('until'), 'level' => (string) ($entry['level'] ?? 1)]),
            'swings' => $this->client->hSet($this->key("swings:$record"), $entry['swing'], ($entry['count'] ?? 1) . ' ' . $ms('at')),
            'quarantine' => $this->client->hSet($this->key('quarantine'), $record, $ms('at')),
            'spent' => $this->client->hMSet($this->key('spent:' . ($entry['day'] ?? '2026-11-20') . ':' . ($entry['user'] ?? '99')), [
                'deliveries' => (string) ($entry['deliveries'] ?? 0), 'writes' => (string) ($entry['writes'] ?? 0),
            ]),
            'counters' => $this->client->hSet($this->key('counters:' . ($entry['day'] ?? '2026-11-20')), $entry['name'], (string) $entry['count']),
            'journal' => $this->client->hSet($this->key("journal:{$entry['delivery']}:{$entry['handler']}"), $entry['fingerprint'], $entry['state']),
            'leases' => $this->client->hMSet($this->key("lease:{$entry['entity']}"), ['token' => 'somebody', 'until' => $ms('until')]),
            'jobs' => $this->job($entry, $bench, $ms),
            default => throw new Failed("this part of the state is not known here: $table"),
        };
    }

    /** @param array<string, mixed> $entry */
    private function ledger(string $name, array $entry, \Closure $ms): void
    {
        $this->client->hMSet($this->key("row:$name"), [
            'fingerprint' => $entry['fingerprint'], 'handler' => $entry['handler'], 'root' => $entry['root'] ?? 'D0',
            'hop' => (string) ($entry['hop'] ?? 0), 'chain' => ($entry['chain'] ?? false) ? '1' : '0', 'state' => $entry['state'],
            'at' => $ms('at'), 'lease' => $ms('lease', 35), 'expires' => $ms('expires', 900),
        ]);
        $this->client->zAdd($this->key('ledger'), (int) $ms('expires', 900), $name);
        $this->client->zAdd($this->key("ledger:{$entry['fingerprint']}"), (int) $ms('at'), $name);
    }

    /** @param array<string, mixed> $entry */
    private function job(array $entry, Bench $bench, \Closure $ms): void
    {
        $given = $entry['deliver'];
        $delivery = $bench->delivery($given['call'], $given['args'], $given['user'] ?? null);
        $entity = $delivery->entity();
        $state = $entry['state'] ?? 'queued';
        $name = "{$entry['delivery']}:{$entry['handler']}";
        $this->client->hMSet($this->key("delivery:{$entry['delivery']}"), [
            'received' => $ms('due'), 'entity' => $entity, 'service_call' => $given['call'], 'payload' => $delivery->payload(),
            'observation' => '{}', 'decided' => '1',
        ]);
        $this->client->zAdd($this->key('deliveries'), (int) $ms('due'), $entry['delivery']);
        $this->client->hMSet($this->key("job:$name"), [
            'entity' => $entity, 'state' => $state, 'attempts' => (string) ($entry['attempts'] ?? 0), 'due' => $ms('due'),
            'root' => $entry['root'] ?? $entry['delivery'], 'hop' => (string) ($entry['hop'] ?? 0),
            'compare' => ($entry['compare'] ?? false) ? '1' : '0', 'decision' => '', 'reason' => $entry['reason'] ?? '', 'error' => '',
        ]);
        $this->client->zAdd($this->key($state === 'queued' ? 'queue' : 'parked'), (int) $ms('due'), $name);
        if ($state === 'queued') {
            $this->client->zAdd($this->key("waiting:$entity"), 0, $name);
        }
    }

    /** @return iterable<array{string, array<string, mixed>}> */
    private function entries(string $kind, string $rest, string $key): iterable
    {
        $parts = explode(':', $rest, 2);
        $s = static fn (mixed $ms): int|float => Entries::seconds((int) $ms);
        $record = ['handler' => $parts[0], 'entity' => $parts[1] ?? ''];
        switch ($kind) {
            case 'row':
                $row = $this->client->hGetAll($key);
                yield ['ledger', [
                    'hop' => (int) $row['hop'], 'chain' => $row['chain'] === '1', 'at' => $s($row['at']), 'lease' => $s($row['lease']),
                    'expires' => $s($row['expires']),
                ] + $row];
                break;
            case 'previous':
                $kept = $this->client->hGetAll($key);
                $other = $kept['other'] === '0' ? null : $s($kept['other']);
                yield ['previous', ['entity' => $rest, 'at' => $s($kept['at']), 'other' => $other] + $kept];
                break;
            case 'sessions':
                foreach ($this->client->zRange($key, 0, -1, true) as $mark => $until) {
                    yield ['sessions', ['mark' => $mark, 'until' => $s($until)]];
                }
                break;
            case 'writes':
            case 'arrivals':
                foreach ($this->client->zRange($key, 0, -1, true) as $at) {
                    yield [$kind, $record + ['at' => $s($at)]];
                }
                break;
            case 'breaker':
                $breaker = $this->client->hGetAll($key);
                yield ['breakers', $record + ['until' => $s($breaker['until']), 'level' => (int) $breaker['level']]];
                break;
            case 'swings':
                foreach ($this->client->hGetAll($key) as $swing => $kept) {
                    [$count, $at] = explode(' ', $kept);
                    yield ['swings', $record + ['swing' => $swing, 'count' => (int) $count, 'at' => $s($at)]];
                }
                break;
            case 'quarantine':
                foreach ($this->client->hGetAll($key) as $name => $at) {
                    [$handler, $entity] = explode(':', $name, 2);
                    yield ['quarantine', ['handler' => $handler, 'entity' => $entity, 'at' => $s($at)]];
                }
                break;
            case 'spent':
                $spent = $this->client->hGetAll($key) + ['deliveries' => '0', 'writes' => '0'];
                yield ['spent', ['day' => $parts[0], 'user' => $parts[1], 'deliveries' => (int) $spent['deliveries'], 'writes' => (int) $spent['writes']]];
                break;
            case 'counters':
                foreach ($this->client->hGetAll($key) as $name => $count) {
                    yield ['counters', ['day' => $rest, 'name' => $name, 'count' => (int) $count]];
                }
                break;
            case 'journal':
                foreach ($this->client->hGetAll($key) as $fingerprint => $state) {
                    yield ['journal', [
                        'delivery' => $parts[0], 'handler' => $parts[1], 'fingerprint' => $fingerprint, 'state' => explode(' ', $state)[0],
                    ]];
                }
                break;
            case 'lease':
                yield ['leases', ['entity' => $rest, 'until' => $s($this->client->hGet($key, 'until'))]];
                break;
            case 'job':
                $job = $this->client->hGetAll($key);
                yield ['jobs', [
                    'delivery' => $parts[0], 'handler' => $parts[1], 'attempts' => (int) $job['attempts'], 'due' => $s($job['due']),
                    'hop' => (int) $job['hop'], 'compare' => $job['compare'] === '1',
                ] + $job];
                break;
        }
    }

    private function key(string $name): string
    {
        return $this->prefix . $name;
    }
}
