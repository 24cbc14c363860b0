<?php

declare(strict_types=1);

namespace Owskit;

/** PHP's own web server as a process that ends as a service should: what it is answering is answered first. */
final class Server
{
    private const PATIENCE = 30;

    /**
     * Does not come back where one process is all there is to it.
     *
     * @param list<string> $arguments of `php`
     * @return int exit code
     */
    public static function run(array $arguments, int $workers): int
    {
        if ($workers > 1) { // also where `.env` says so: PHP reads only its environment
            putenv("PHP_CLI_SERVER_WORKERS=$workers");
        }
        if (!function_exists('pcntl_exec') || !function_exists('posix_setpgid')) {
            return self::asChild($arguments);
        }
        if ($workers < 2) {
            // web.php holds back SIGTERM while it answers, so nobody has to watch over it.
            pcntl_exec(PHP_BINARY, $arguments);
            return 1;
        }
        return self::asGroup($arguments);
    }

    /** @param list<string> $arguments */
    private static function asChild(array $arguments): int
    {
        $process = proc_open([PHP_BINARY, ...$arguments], [STDIN, STDOUT, STDERR], $pipes);
        return $process === false ? 1 : proc_close($process);
    }

    /**
     * With several workers PHP leaves them behind when the first process is told to end, so all of them are told.
     *
     * @param list<string> $arguments
     */
    private static function asGroup(array $arguments): int
    {
        $child = pcntl_fork();
        if ($child === 0) {
            posix_setpgid(0, 0);
            pcntl_exec(PHP_BINARY, $arguments);
            exit(1);
        }
        posix_setpgid($child, $child);
        pcntl_async_signals(true);
        $deadline = null;
        $stop = static function () use ($child, &$deadline): void {
            $deadline ??= time() + self::PATIENCE;
            posix_kill(-$child, SIGINT);
        };
        pcntl_signal(SIGTERM, $stop);
        pcntl_signal(SIGINT, $stop);
        while (pcntl_waitpid($child, $status, WNOHANG) === 0) {
            usleep(50_000);
            if ($deadline !== null && time() > $deadline) {
                posix_kill(-$child, SIGKILL);
            }
        }
        posix_kill(-$child, SIGTERM);
        return $deadline !== null ? 0 : pcntl_wexitstatus($status);
    }
}
