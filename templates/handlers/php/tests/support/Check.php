<?php

declare(strict_types=1);

namespace Owskit\Tests;

/** What tests say about values. */
final class Check
{
    public static function same(mixed $wanted, mixed $found, string $what = 'value'): void
    {
        if ($wanted !== $found) {
            throw new Failed("$what: wanted " . self::shown($wanted) . "\nbut found " . self::shown($found));
        }
    }

    public static function that(bool $holds, string $what): void
    {
        if (!$holds) {
            throw new Failed($what);
        }
    }

    /** @param class-string<\Throwable> $class */
    public static function raises(string $class, \Closure $do): \Throwable
    {
        try {
            $do();
        } catch (\Throwable $error) {
            if ($error instanceof $class) {
                return $error;
            }
            throw $error;
        }
        throw new Failed("$class was not raised");
    }

    /**
     * Of each wanted entry only the keys given are compared; the order says nothing.
     *
     * @param list<array<string, mixed>> $wanted
     * @param list<array<string, mixed>> $found
     */
    public static function sameEntries(array $wanted, array $found, string $what, bool $noOthers = true): void
    {
        $left = $found;
        foreach ($wanted as $entry) {
            foreach ($left as $key => $candidate) {
                if (self::holds($entry, $candidate)) {
                    unset($left[$key]);
                    continue 2;
                }
            }
            throw new Failed("$what: wanted " . self::shown($entry) . "\nbut found " . self::shown($found));
        }
        if ($noOthers && $left !== []) {
            throw new Failed("$what: not wanted " . self::shown(array_values($left)));
        }
    }

    /**
     * @param array<string, mixed> $wanted
     * @param array<string, mixed> $found
     */
    private static function holds(array $wanted, array $found): bool
    {
        foreach ($wanted as $key => $value) {
            if (!array_key_exists($key, $found) || $found[$key] !== $value) {
                return false;
            }
        }
        return true;
    }

    private static function shown(mixed $value): string
    {
        return (string) json_encode($value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PARTIAL_OUTPUT_ON_ERROR);
    }
}
