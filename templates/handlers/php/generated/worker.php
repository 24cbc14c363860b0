<?php

declare(strict_types=1);

// The worker: runs the handlers on what is in the inbox.
//
//     php generated/worker.php            as a service: works until it is told to end (SIGTERM, Ctrl-C)
//     php generated/worker.php --once     for cron: what is due now, then it ends
//
// Any number may run at once. Without a service or cron nothing is handled, unless PHP-FPM does it after the answer.

namespace Owskit;

require __DIR__ . '/autoload.php';

try {
    $worker = new Worker(Project::open());
} catch (CannotStart $error) {
    fwrite(STDERR, "cannot start: {$error->getMessage()}\n");
    exit(1);
}
if (in_array('--once', $argv, true)) {
    try {
        $worker->once();
        exit(0);
    } catch (Store\StoreFails $error) {
        Log::line(['level' => 'error', 'reason' => 'store-unreachable', 'error' => Place::cause($error)]);
        exit(1);
    }
}
if (function_exists('pcntl_async_signals')) {
    pcntl_async_signals(true);
    pcntl_signal(SIGTERM, $worker->end(...));
    pcntl_signal(SIGINT, $worker->end(...));
}
Log::line(['working' => getmypid(), 'triggers' => array_map(static fn (Trigger $trigger): string => $trigger->name, Triggers::all())]);
$worker->serve();
