<?php

declare(strict_types=1);

namespace Owskit;

/** Which guards are on: all of them, but in a proof, which shows what each is there for (docs/guards.md of owskit, 8). */
final class Proof
{
    /** By the guard's name. Off needs both: a clock that is not the machine's, and a list without this guard in it. */
    public static function isOn(string $guard): bool
    {
        $on = (string) getenv('OWSKIT_GUARDS');
        return $on === '' || (string) getenv('OWSKIT_CLOCK_URL') === '' || in_array($guard, explode(',', $on), true);
    }
}
