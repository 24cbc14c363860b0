<?php

declare(strict_types=1);

// Owskit\Store\SqliteStore → generated/src/Store/SqliteStore.php. PSR-4, with nothing to install.
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Owskit\\')) {
        require __DIR__ . '/src/' . strtr(substr($class, strlen('Owskit\\')), '\\', '/') . '.php';
    }
});

// A fault of ours must show neither its place nor a value to whoever asks.
ini_set('display_errors', PHP_SAPI === 'cli' ? 'stderr' : '0');
// The arguments of a call would be in an error's trace, and they are personal data.
ini_set('zend.exception_ignore_args', '1');
