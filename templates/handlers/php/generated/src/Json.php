<?php

declare(strict_types=1);

namespace Owskit;

/** JSON in and out. Objects are arrays: OTYS, which is PHP too, changes one into the other freely. */
final class Json
{
    /** How deep arrays may be nested; what lies deeper is no delivery of OTYS. */
    public const DEEPEST = 256;

    /**
     * @return array<array-key, mixed>
     * @throws Malformed
     */
    public static function object(string $text): array
    {
        $value = str_starts_with(ltrim($text, " \t\r\n"), '{') ? self::decode($text) : null;
        if (!is_array($value) || self::hasEndlessNumber($text)) {
            throw new Malformed();
        }
        return $value;
    }

    /** The value, or null where the text is no JSON. Numbers that no integer can hold stay text, digit by digit. */
    public static function decode(string $text, int $deepest = self::DEEPEST): mixed
    {
        // PHP counts what is inside the innermost one, too.
        return json_decode($text, true, $deepest + 1, JSON_BIGINT_AS_STRING);
    }

    public static function encode(mixed $value): string
    {
        return json_encode($value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION);
    }

    /** A number that no double can hold: no other language would read it the same. */
    private static function hasEndlessNumber(string $text): bool
    {
        if (preg_match('/[eE]\+?[0-9]{3}|[0-9]{300}/', $text) !== 1) {
            return false;
        }
        $isEndless = false;
        $numbers = json_decode($text, true, self::DEEPEST + 1);
        array_walk_recursive($numbers, static function (mixed $value) use (&$isEndless): void {
            $isEndless = $isEndless || (is_float($value) && is_infinite($value));
        });
        return $isEndless;
    }
}
