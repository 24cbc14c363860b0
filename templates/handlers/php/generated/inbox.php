<?php

declare(strict_types=1);

// What waits, what was parked and why; and the switches of a person.

namespace Owskit;

require __DIR__ . '/autoload.php';

const USAGE = <<<'TEXT'
    php generated/inbox.php                          what is not done, and what is paused or in quarantine
    php generated/inbox.php release ID [TRIGGER]     a parked delivery runs again, as if for the first time
    php generated/inbox.php release --all REASON     all that are parked for that reason
    php generated/inbox.php drop ID [TRIGGER]        gives it up
    php generated/inbox.php pause [TRIGGER]          no handler runs and nothing is written; all without a name
    php generated/inbox.php resume [TRIGGER]         … until then. What was parked as paused waits for a release
    php generated/inbox.php lift TRIGGER ENTITY      out of quarantine

    TEXT;

try {
    exit((new Console(Project::open(), STDOUT, STDERR))->run(array_slice($argv, 1), USAGE));
} catch (CannotStart $error) {
    fwrite(STDERR, "cannot start: {$error->getMessage()}\n");
    exit(1);
}
