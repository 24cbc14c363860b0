<?php

declare(strict_types=1);

namespace Owskit\Web;

/** A status, and JSON where something was understood. */
final class Response
{
    /**
     * @param array<string, string> $headers
     * @param bool                  $accepted a handler is to run
     * @param bool                  $first    of a user and day: time to see what is past its time
     */
    public function __construct(
        public readonly int $status,
        public readonly string $body = '',
        public readonly array $headers = [],
        public readonly bool $accepted = false,
        public readonly bool $first = false,
    ) {
    }

    /** Sends it, and lets OTYS go where the server can do that. */
    public function send(): void
    {
        http_response_code($this->status);
        header_remove('X-Powered-By');
        foreach ($this->headers as $name => $value) {
            header("$name: $value");
        }
        ini_set('default_mimetype', '');
        if ($this->body !== '') {
            header('Content-Type: application/json');
        }
        header('Content-Length: ' . strlen($this->body));
        if (($_SERVER['REQUEST_METHOD'] ?? '') !== 'HEAD') {
            echo $this->body;
        }
        while (ob_get_level() > 0 && @ob_end_flush()) {
        }
        flush();
        if (function_exists('fastcgi_finish_request')) {
            fastcgi_finish_request();
        }
    }
}
