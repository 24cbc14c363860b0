<?php

declare(strict_types=1);

namespace Owskit;

/** `.env`: NAME=value, one a line. What the real environment says goes first. PHP-FPM and Apache hand none on. */
final class EnvFile
{
    /** @return array<string, string> */
    public static function environment(string $file): array
    {
        /** @var array<string, string> $real */
        $real = getenv();
        return $real + (is_file($file) ? self::read((string) file_get_contents($file)) : []);
    }

    /** @return array<string, string> */
    public static function read(#[\SensitiveParameter] string $text): array
    {
        $given = [];
        foreach (preg_split('/\R/', $text) ?: [] as $line) {
            if (preg_match('/\A\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*\z/', $line, $found) !== 1) {
                continue;
            }
            $isQuoted = preg_match('/\A(["\'])(.*)\1\z/', $found[2], $inside) === 1;
            $given[$found[1]] = $isQuoted ? $inside[2] : $found[2];
        }
        return $given;
    }
}
