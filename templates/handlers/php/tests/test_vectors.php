<?php

declare(strict_types=1);

// The cases in tests/vectors/, which every language runs, on each store. OWSKIT_TEST_REDIS=redis://127.0.0.1:6379/15 names a
// Redis for them; what is in that database of another project than "tests" is left alone.

namespace Owskit\Tests;

use Owskit\{Canonical, Json};
use Owskit\Store\Store;

$read = static fn (string $file): array => json_decode((string) file_get_contents($file), true, 512, JSON_THROW_ON_ERROR)['cases'];
$guardKey = hash_hmac('sha256', 'owskit session mark', Bench::SECRET, true);
$redis = (string) getenv('OWSKIT_TEST_REDIS');
$tests = [];

foreach ($read(__DIR__ . '/vectors/fingerprints.json') as $case) {
    $tests["fingerprints: {$case['name']}"] = static function () use ($case): void {
        $args = Json::decode($case['json']);
        Check::same($case['fingerprint'], Canonical::fingerprint($case['call'], [null, ...$args]), $case['canonical']);
    };
}

foreach (glob(__DIR__ . '/vectors/guards-*.json') ?: [] as $file) {
    foreach ($read($file) as $case) {
        $name = basename($file, '.json') . ": {$case['name']}";
        $tests["$name (SQLite)"] = static function () use ($case, $guardKey): void {
            $path = Place::make() . '/store.sqlite';
            (new Vector($case, Store::of("sqlite:///$path", 'tests'), new SqliteState($path, $guardKey)))->run();
        };
        if ($redis === '') {
            continue;
        }
        $tests["$name (Redis)"] = static function () use ($case, $guardKey, $redis): void {
            $parts = parse_url($redis);
            $client = new \Redis();
            $client->connect($parts['host'], $parts['port'] ?? 6379);
            $client->select((int) ltrim($parts['path'] ?? '', '/'));
            foreach ($client->keys('owskit:{tests}:*') as $key) {
                $client->del($key);
            }
            (new Vector($case, Store::of($redis, 'tests'), new RedisState($client, 'owskit:{tests}:', $guardKey)))->run();
        };
    }
}
if ($redis === '') {
    $tests['the same cases on Redis'] = static fn () => throw new Skipped('OWSKIT_TEST_REDIS names no Redis for tests');
}
return $tests;
