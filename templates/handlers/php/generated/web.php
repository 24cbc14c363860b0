<?php

declare(strict_types=1);

// One request, on any server: php -S, PHP-FPM or Apache. What happens in which order stands in src/Web/Endpoint.php.

namespace Owskit;

use Owskit\Web\{Endpoint, Request, Response};

require __DIR__ . '/autoload.php';

// php -S ends at once when it is told to: what is being answered is answered first. PHP-FPM and Apache do so themselves.
$holdsBack = PHP_SAPI === 'cli-server' && function_exists('pcntl_sigprocmask');
if ($holdsBack) {
    pcntl_sigprocmask(SIG_BLOCK, [SIGTERM]);
}
try {
    $project = Project::open();
    $response = (new Endpoint($project))->answer(Request::ofServer());
} catch (CannotStart $error) {
    Log::line(['level' => 'error', 'cannot_start' => $error->getMessage()]);
    $response = new Response(503);
} catch (\Throwable $error) {
    // A fault of ours must show neither its place nor a value to whoever asks.
    Log::line(['level' => 'error', 'error' => $error::class, 'at' => Place::of($error)]);
    $response = new Response(500);
}
$response->send();
if ($response->first) {
    try {
        Retention::keep($project);
    } catch (Store\StoreFails $error) {
        Log::line(['level' => 'error', 'reason' => 'store-unreachable', 'error' => Place::cause($error)]);
    }
}
if ($holdsBack) {
    pcntl_sigprocmask(SIG_UNBLOCK, [SIGTERM]);
}
if ($response->accepted && $project->settings->worksAfterAnswer && function_exists('fastcgi_finish_request')) {
    // OTYS has its answer; the handler runs here and now. What is left over is the worker's.
    try {
        (new Worker($project))->afterAnswer();
    } catch (CannotStart $error) {
        Log::line(['level' => 'error', 'cannot_start' => $error->getMessage()]);
    }
}
