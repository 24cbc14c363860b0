<?php

declare(strict_types=1);

namespace Owskit;

/** An id that sorts by time: 48 bits of milliseconds and 80 of chance, in 26 letters. */
final class Ulid
{
    private const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

    public static function at(int $now): string
    {
        $bits = str_pad(decbin($now), 50, '0', STR_PAD_LEFT);
        foreach (str_split(random_bytes(10)) as $byte) {
            $bits .= str_pad(decbin(ord($byte)), 8, '0', STR_PAD_LEFT);
        }
        $id = '';
        foreach (str_split($bits, 5) as $five) {
            $id .= self::ALPHABET[bindec($five)];
        }
        return $id;
    }
}
