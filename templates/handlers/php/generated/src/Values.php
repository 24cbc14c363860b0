<?php

declare(strict_types=1);

namespace Owskit;

/** Values as OTYS means them: what is the same, and what a write would really change. */
final class Values
{
    private const TRUE = ['true', '1'];
    private const FALSE = ['false', '0', ''];

    /** Ids and flags change their type freely: 1 is "1", and true is 1, "1" and "true". */
    public static function same(mixed $found, mixed $wanted): bool
    {
        return match (true) {
            $found === null, $wanted === null => $found === $wanted,
            is_array($found), is_array($wanted) => is_array($found) && is_array($wanted) && self::sameInside($found, $wanted),
            is_bool($found) => in_array(strtolower(self::text($wanted)), $found ? self::TRUE : self::FALSE, true),
            is_bool($wanted) => in_array(strtolower(self::text($found)), $wanted ? self::TRUE : self::FALSE, true),
            default => self::text($found) === self::text($wanted),
        };
    }

    /**
     * The fields of what is wanted that the record does not hold already.
     *
     * @param array<array-key, mixed> $current
     * @param array<array-key, mixed> $wanted
     * @return array<array-key, mixed>
     */
    public static function difference(array $current, array $wanted): array
    {
        return array_filter(
            $wanted,
            static fn (mixed $value, int|string $field): bool => !self::holds($current[$field] ?? null, $value),
            ARRAY_FILTER_USE_BOTH
        );
    }

    /**
     * Equal for the same fields that go from the same values to the same values.
     *
     * @param array<array-key, mixed> $current
     * @param array<array-key, mixed> $changes
     */
    public static function swing(array $current, array $changes): string
    {
        ksort($changes, SORT_STRING);
        $swing = [];
        foreach ($changes as $field => $after) {
            $swing[] = [(string) $field, $current[$field] ?? null, $after];
        }
        return Canonical::digest($swing);
    }

    /**
     * Of an object only the keys that would be written count: the rest of it stays as it is. The commands ADD and DELETE do
     * something to a collection rather than say what it is (`ows.md` 7.5).
     */
    private static function holds(mixed $current, mixed $wanted): bool
    {
        if (!is_array($wanted) || array_is_list($wanted)) {
            return self::same($current, $wanted);
        }
        if (!is_array($current) || array_key_exists('ADD', $wanted) || array_key_exists('DELETE', $wanted)) {
            return false;
        }
        foreach ($wanted as $key => $value) {
            if (!self::holds($current[$key] ?? null, $value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param array<array-key, mixed> $found
     * @param array<array-key, mixed> $wanted
     */
    private static function sameInside(array $found, array $wanted): bool
    {
        if (count($found) !== count($wanted)) {
            return false;
        }
        foreach ($wanted as $key => $value) {
            if (!array_key_exists($key, $found) || !self::same($found[$key], $value)) {
                return false;
            }
        }
        return true;
    }

    /** A whole number has no point and no exponent, whichever type it came in. */
    private static function text(mixed $value): string
    {
        return match (true) {
            is_bool($value) => $value ? 'true' : 'false',
            is_float($value) => fmod($value, 1.0) === 0.0 ? sprintf('%.0F', $value) : (string) json_encode($value),
            is_int($value), is_string($value) => (string) $value,
            default => '',
        };
    }
}
