<?php

declare(strict_types=1);

// `php tests/run.php [WORD]`: every test of the project, or those with WORD in their name. Nothing has to be installed.

namespace Owskit\Tests;

use Owskit\Log;

require __DIR__ . '/../generated/autoload.php';
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, __NAMESPACE__ . '\\')) {
        require __DIR__ . '/support/' . substr($class, strlen(__NAMESPACE__) + 1) . '.php';
    }
}, prepend: true);
error_reporting(E_ALL);
set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
    // What @ silences is not for us either.
    return (error_reporting() & $level) === 0 ? true : throw new \ErrorException($message, 0, $level, $file, $line);
});

$load = static fn (string $file): array => require $file;
$word = $argv[1] ?? '';
$passed = $skipped = 0;
$failed = [];
foreach (glob(__DIR__ . '/test_*.php') ?: [] as $file) {
    foreach ($load($file) as $name => $test) {
        $name = basename($file, '.php') . ': ' . $name;
        if ($word !== '' && stripos($name, $word) === false) {
            continue;
        }
        Log::to(static function (string $line): void {
        });
        try {
            $test();
            $passed++;
        } catch (Skipped $why) {
            $skipped++;
            echo "skipped: $name: {$why->getMessage()}\n";
        } catch (\Throwable $error) {
            $failed[] = $name;
            echo "FAILED: $name\n  ", str_replace("\n", "\n  ", $error->getMessage()), "\n";
            echo $error instanceof Failed ? '' : "  {$error->getFile()}:{$error->getLine()} (" . $error::class . ")\n";
        } finally {
            Place::removeAll();
        }
    }
}
echo "$passed passed" . ($skipped > 0 ? ", $skipped skipped" : '') . ($failed === [] ? '' : ', ' . count($failed) . ' FAILED') . '. PHP ' . PHP_VERSION . "\n";
exit($failed === [] && $passed > 0 ? 0 : 1);
