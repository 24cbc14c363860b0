<?php

declare(strict_types=1);

// `php generated/serve.php`: serves the webhook on PORT with PHP's own web server, for development, tests and proofs.
// PHP_CLI_SERVER_WORKERS=4 answers four deliveries at once. For the real thing: PHP-FPM or Apache, see README.md; PHP's
// own server is made for trying out, and a request that announces an absurd length ends it.

namespace Owskit;

require __DIR__ . '/autoload.php';

try {
    $settings = Settings::ofProject();
    Handlers::load(Triggers::all());
    $port = Port::free($settings->host, $settings->port);
} catch (CannotStart $error) {
    fwrite(STDERR, "cannot start: {$error->getMessage()}\n");
    exit(1);
}
if ($settings->secretIsWeak) {
    Log::line(['level' => 'warning', 'reason' => 'OWSKIT_WEBHOOK_SECRET is weak: give it ' . Secrets::GOOD . ' characters or more']);
}
if ($settings->userId === null) {
    Log::line(['level' => 'warning', 'reason' => 'OTYS_USER_ID is not set: the guard against our own writes is off']);
}
Log::line(['listening' => $port, 'triggers' => array_map(static fn (Trigger $trigger): string => $trigger->name, Triggers::all())]);
$host = str_contains($settings->host, ':') ? "[$settings->host]" : $settings->host;
// -q: no access log, for it would show the path, and the path is the secret.
exit(Server::run([
    '-q', '-d', 'enable_post_data_reading=0', '-d', 'output_buffering=0',
    '-S', "$host:$port", '-t', dirname(__DIR__) . '/public', dirname(__DIR__) . '/public/index.php',
], $settings->serverWorkers));
