<?php

declare(strict_types=1);

// The cases in tests/vectors/, which every language runs.

namespace Owskit\Tests;

use Owskit\{Canonical, Json};
use Owskit\Store\Store;

$read = static fn (string $file): array => json_decode((string) file_get_contents($file), true, 512, JSON_THROW_ON_ERROR)['cases'];
$tests = [];

foreach ($read(__DIR__ . '/vectors/fingerprints.json') as $case) {
    $tests["fingerprints: {$case['name']}"] = static function () use ($case): void {
        $args = Json::decode($case['json']);
        Check::same($case['fingerprint'], Canonical::fingerprint($case['call'], [null, ...$args]), $case['canonical']);
    };
}

foreach (glob(__DIR__ . '/vectors/guards-*.json') ?: [] as $file) {
    foreach ($read($file) as $case) {
        $tests[basename($file, '.json') . ": {$case['name']}"] = static function () use ($case): void {
            $path = Place::make() . '/store.sqlite';
            $key = hash_hmac('sha256', 'owskit session mark', Bench::SECRET, true);
            (new Vector($case, Store::of("sqlite:///$path", 'tests'), new SqliteState($path, $key)))->run();
        };
    }
}

return $tests;
