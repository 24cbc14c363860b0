<?php

declare(strict_types=1);

// The cases in tests/vectors/, which every language runs, on each store. OWSKIT_TEST_REDIS=redis://127.0.0.1:6379/15 names a
// Redis for them; what is in that database of another project than "tests" is left alone.

namespace Owskit\Tests;

use Owskit\{Calls, Canonical, Condition, Delivery, Json, Malformed, Marks, OwsError, Values};
use Owskit\Store\Store;

$read = static fn (string $file, string $key = 'cases'): array => json_decode((string) file_get_contents($file), true, 512, JSON_THROW_ON_ERROR)[$key];
$marks = new Marks(hash_hmac('sha256', 'owskit session mark', Bench::SECRET, true));
$redis = (string) getenv('OWSKIT_TEST_REDIS');
$tests = [];

foreach ($read(__DIR__ . '/vectors/fingerprints.json') as $case) {
    $tests["fingerprints: {$case['name']}"] = static function () use ($case): void {
        $args = Json::decode($case['json']);
        Check::same($case['fingerprint'], Canonical::fingerprint($case['call'], [null, ...$args]), $case['canonical']);
    };
}

foreach (is_file(__DIR__ . '/vectors/deliveries.json') ? $read(__DIR__ . '/vectors/deliveries.json') : [] as $case) {
    $tests["deliveries: {$case['name']}"] = static function () use ($case): void {
        $marks = new Marks('key', $case['secrets'] ?? []);
        if ($case['want'] === null) {
            Check::raises(Malformed::class, static fn () => Delivery::read($case['body'], $case['query'], $marks));
            return;
        }
        $delivery = Delivery::read($case['body'], $case['query'], $marks);
        $event = $delivery->event;
        $found = [
            'service_call' => $event->serviceCall,
            'uid' => $event->uid,
            'uids' => $event->uids(),
            'entity' => $delivery->entity(),
            'args' => array_slice($event->args, 1),
            'changes' => $event->changes,
            'result' => $event->result,
            'client' => $event->client,
            'user' => $event->user,
            'failed' => $delivery->failed,
            'session' => $delivery->session() !== '',
        ];
        foreach ($case['want'] as $key => $wanted) {
            Check::same(Canonical::text($wanted), Canonical::text($found[$key]), $key);
        }
        foreach (['s3cret', ...$case['secrets'] ?? [], ...$case['absent'] ?? []] as $secret) {
            Check::that(!str_contains($delivery->payload(), $secret), 'a secret is kept');
        }
    };
}

foreach ($read(__DIR__ . '/vectors/calls.json') as $case) {
    $tests["calls: {$case['name']}"] = static function () use ($case): void {
        if ($case['refused'] === null) {
            Check::same($case['short'], Calls::ofHandler($case['name']));
        } else {
            $error = Check::raises(OwsError::class, static fn () => Calls::ofHandler($case['name']));
            Check::same($case['refused'], $error->getMessage());
        }
    };
}

foreach (is_file(__DIR__ . '/vectors/conditions.json') ? $read(__DIR__ . '/vectors/conditions.json') : [] as $case) {
    $tests["conditions: {$case['name']}"] = static function () use ($case): void {
        $request = ['method' => 'A.update', 'args' => [null, ...$case['args']]];
        $delivery = Delivery::read(Json::encode(['request' => $request, 'result' => $case['result']]), '', new Marks('key'));
        Check::same($case['holds'], (new Condition($case['path'], $case['test'], $case['values']))->holds($delivery));
    };
}

foreach (is_file(__DIR__ . '/vectors/conditions.json') ? $read(__DIR__ . '/vectors/conditions.json', 'values') : [] as $number => $pair) {
    $tests["conditions: values $number"] = static function () use ($pair): void {
        Check::same($pair['same'], Values::same($pair['found'], $pair['wanted']), Json::encode($pair));
    };
}

$tests['every file of cases is run'] = static function (): void {
    foreach (glob(__DIR__ . '/vectors/*.json') ?: [] as $file) {
        $isRun = str_starts_with(basename($file), 'guards-') || str_contains((string) file_get_contents(__FILE__), "/vectors/" . basename($file));
        Check::that($isRun, basename($file) . ' is not');
    }
};

foreach (glob(__DIR__ . '/vectors/guards-*.json') ?: [] as $file) {
    foreach ($read($file) as $case) {
        $name = basename($file, '.json') . ": {$case['name']}";
        $tests["$name (SQLite)"] = static function () use ($case, $marks): void {
            $path = Place::make() . '/store.sqlite';
            (new Vector($case, Store::of("sqlite:///$path", 'tests'), new SqliteState($path, $marks)))->run();
        };
        if ($redis === '') {
            continue;
        }
        $tests["$name (Redis)"] = static function () use ($case, $marks, $redis): void {
            $parts = parse_url($redis);
            $client = new \Redis();
            $client->connect($parts['host'], $parts['port'] ?? 6379);
            $client->select((int) ltrim($parts['path'] ?? '', '/'));
            foreach ($client->keys('owskit:{tests}:*') as $key) {
                $client->del($key);
            }
            (new Vector($case, Store::of($redis, 'tests'), new RedisState($client, 'owskit:{tests}:', $marks)))->run();
        };
    }
}
if ($redis === '') {
    $tests['the same cases on Redis'] = static fn () => throw new Skipped('OWSKIT_TEST_REDIS names no Redis for tests');
}
return $tests;
