<?php

declare(strict_types=1);

namespace Owskit;

/** Texts of others on their way into an answer or a log line. */
final class Text
{
    /** At most so many characters, on one line and printable. No extension is needed, so no mb_ function. */
    public static function short(string $text, int $longest): string
    {
        if (preg_match('//u', $text) !== 1) {
            $text = (string) preg_replace('/[^\x20-\x7e]/', '?', $text);
        }
        preg_match('/\A.{0,' . $longest . '}/su', $text, $start);
        return (string) preg_replace('/[\p{C}\p{Zl}\p{Zp}]/u', ' ', $start[0] ?? '');
    }
}
