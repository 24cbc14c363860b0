<?php

declare(strict_types=1);

namespace Owskit\Tests;

/** Folders of tests, gone when the test is. */
final class Place
{
    /** @var list<string> */
    private static array $made = [];

    public static function make(): string
    {
        $folder = sys_get_temp_dir() . '/owskit-test-' . bin2hex(random_bytes(6));
        mkdir($folder, 0o700);
        return self::$made[] = $folder;
    }

    public static function removeAll(): void
    {
        gc_collect_cycles();
        array_map(self::remove(...), self::$made);
        self::$made = [];
    }

    private static function remove(string $path): void
    {
        if (is_dir($path)) {
            foreach (array_diff(scandir($path) ?: [], ['.', '..']) as $name) {
                self::remove("$path/$name");
            }
            rmdir($path);
        } elseif (file_exists($path)) {
            unlink($path);
        }
    }
}
