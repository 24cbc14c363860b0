<?php

declare(strict_types=1);

namespace Owskit\Web;

/** What came, as far as it was looked at: the body is read only when it is asked for. */
final class Request
{
    public const LARGEST_BODY = 1 << 20;

    /** @param \Closure(): resource $body opens the body */
    public function __construct(
        public readonly string $method,
        public readonly string $path,
        public readonly string $query,
        public readonly ?string $contentLength,
        private readonly \Closure $body,
    ) {
    }

    public static function ofServer(): self
    {
        $uri = (string) ($_SERVER['REQUEST_URI'] ?? '/');
        // A request may give its whole address (RFC 9112, 3.2.2).
        $uri = (string) preg_replace('~\Ahttps?://[^/?#]*~i', '', $uri);
        [$path, $query] = explode('?', $uri, 2) + [1 => ''];
        return new self(
            method: (string) ($_SERVER['REQUEST_METHOD'] ?? 'GET'),
            path: rawurldecode($path),
            query: $query,
            contentLength: $_SERVER['CONTENT_LENGTH'] ?? $_SERVER['HTTP_CONTENT_LENGTH'] ?? null,
            body: static fn () => fopen('php://input', 'rb'),
        );
    }

    /** Whether it says of itself that it is larger than 1 MiB, or something that is no size. */
    public function announcesTooMuch(): bool
    {
        $length = $this->contentLength ?? '';
        return $length !== '' && (preg_match('/\A[0-9]{1,10}\z/', $length) !== 1 || (int) $length > self::LARGEST_BODY);
    }

    /** The whole body, counted while it is read; null where it is larger than 1 MiB. */
    public function body(): ?string
    {
        $stream = ($this->body)();
        $body = '';
        while (strlen($body) <= self::LARGEST_BODY && !feof($stream)) {
            $part = fread($stream, 1 << 16);
            if ($part === false || $part === '') {
                break;
            }
            $body .= $part;
        }
        fclose($stream);
        return strlen($body) > self::LARGEST_BODY ? null : $body;
    }

    /** Whether the sender hung up before it had sent what it announced. */
    public function isCutOff(string $body): bool
    {
        return ($this->contentLength ?? '') !== '' && strlen($body) < (int) $this->contentLength;
    }
}
