<?php

declare(strict_types=1);

namespace Owskit;

/** Canonical JSON and the fingerprint of a call: equal calls give equal bytes, in every language. */
final class Canonical
{
    private const TEXT = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS | JSON_THROW_ON_ERROR;

    /**
     * SHA-256 in hex of a call.
     *
     * @param list<mixed> $args as OWS counts them: slot 0 is the session, which says nothing
     */
    public static function fingerprint(string $serviceCall, array $args): string
    {
        $given = array_slice($args, 1);
        while ($given !== [] && end($given) === null) { // the end may or may not be filled up with nulls
            array_pop($given);
        }
        return self::digest([$serviceCall, $given]);
    }

    public static function digest(mixed $value): string
    {
        return hash('sha256', self::text($value));
    }

    /** Sorted keys, no spaces, numbers as text (`1` is `"1"`), `{}` as `[]` (to PHP they are the same). */
    public static function text(mixed $value): string
    {
        return match (true) {
            $value === null => 'null',
            is_bool($value) => $value ? 'true' : 'false',
            is_int($value) => "\"$value\"",
            is_float($value) => '"' . self::number($value) . '"',
            is_array($value) => self::isList($value) ? self::list($value) : self::object($value),
            default => json_encode((string) $value, self::TEXT),
        };
    }

    /**
     * Whether the keys are just 0, 1, 2 …, in whatever order: then PHP makes a list of it somewhere on its way.
     *
     * @param array<array-key, mixed> $value
     */
    private static function isList(array $value): bool
    {
        for ($number = 0; $number < count($value); $number++) {
            if (!array_key_exists($number, $value)) {
                return false;
            }
        }
        return true;
    }

    /** @param array<array-key, mixed> $value */
    private static function list(array $value): string
    {
        ksort($value);
        return '[' . implode(',', array_map(self::text(...), $value)) . ']';
    }

    /** @param array<array-key, mixed> $value */
    private static function object(array $value): string
    {
        ksort($value, SORT_STRING);
        $parts = [];
        foreach ($value as $key => $inside) {
            $parts[] = json_encode((string) $key, self::TEXT) . ':' . self::text($inside);
        }
        return '{' . implode(',', $parts) . '}';
    }

    /** As JavaScript writes it: the shortest digits that give the number back, with an exponent from 1e21 on. */
    private static function number(float $value): string
    {
        if ($value === 0.0) {
            return '0';
        }
        [$mantissa, $exponent] = explode('e', strtolower(self::shortest(abs($value))), 2) + [1 => '0'];
        [$whole, $fraction] = explode('.', $mantissa, 2) + [1 => ''];
        $digits = ltrim($whole . $fraction, '0');
        $point = strlen($digits) - strlen($fraction) + (int) $exponent;
        $digits = rtrim($digits, '0');
        if ($point > 0 && $point <= 21) {
            $digits = str_pad($digits, $point, '0');
            $text = substr($digits, 0, $point) . (strlen($digits) > $point ? '.' . substr($digits, $point) : '');
        } elseif ($point > -6 && $point <= 0) {
            $text = '0.' . str_repeat('0', -$point) . $digits;
        } else {
            $text = $digits[0] . (strlen($digits) > 1 ? '.' . substr($digits, 1) : '') . 'e' . sprintf('%+d', $point - 1);
        }
        return $value < 0 ? "-$text" : $text;
    }

    /** Whatever `precision` and `serialize_precision` of php.ini say: the fewest digits from which the number comes back. */
    private static function shortest(float $value): string
    {
        for ($digits = 0; $digits < 17; $digits++) {
            $text = sprintf("%.{$digits}e", $value);
            if ((float) $text === $value) {
                break;
            }
        }
        return $text;
    }
}
