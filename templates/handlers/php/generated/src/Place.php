<?php

declare(strict_types=1);

namespace Owskit;

/** Where something was raised: the handlers' own file first. No message, for it may hold a person's data. */
final class Place
{
    public static function of(\Throwable $error): string
    {
        $handlers = DIRECTORY_SEPARATOR . 'handlers' . DIRECTORY_SEPARATOR;
        $places = [['file' => $error->getFile(), 'line' => $error->getLine()], ...$error->getTrace()];
        foreach ($places as $place) {
            if (str_contains($place['file'] ?? '', $handlers)) {
                return basename($place['file']) . ':' . ($place['line'] ?? 0);
            }
        }
        return basename($error->getFile()) . ':' . $error->getLine();
    }

    /** The kind of what is behind it, for a log: of a database's own words none, as they may name a path or a host. */
    public static function cause(\Throwable $error): string
    {
        $behind = $error->getPrevious() ?? $error;
        return $behind::class . ' ' . $behind->getCode();
    }
}
