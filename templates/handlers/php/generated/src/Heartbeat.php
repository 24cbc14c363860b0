<?php

declare(strict_types=1);

namespace Owskit;

use Owskit\Store\StoreFails;

/** Renews a lease while a handler thinks, in a worker on a system with signals. Elsewhere each call to OWS renews it. */
final class Heartbeat
{
    private const EVERY_SECONDS = 20;

    /**
     * @template T
     * @param \Closure(): bool $beat
     * @param \Closure(): T    $do
     * @return T
     */
    public static function during(\Closure $beat, \Closure $do): mixed
    {
        if (PHP_SAPI !== 'cli' || !function_exists('pcntl_alarm')) {
            return $do();
        }
        pcntl_async_signals(true);
        pcntl_signal(SIGALRM, static function () use ($beat): void {
            try {
                $beat();
            } catch (StoreFails) {
                // The next write finds out.
            }
            pcntl_alarm(self::EVERY_SECONDS);
        });
        pcntl_alarm(self::EVERY_SECONDS);
        try {
            return $do();
        } finally {
            pcntl_alarm(0);
        }
    }
}
