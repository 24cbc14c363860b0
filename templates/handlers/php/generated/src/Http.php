<?php

declare(strict_types=1);

namespace Owskit;

/** One POST of JSON, with the curl extension where it is there and PHP's own streams where it is not. */
final class Http implements Transport
{
    private const LARGEST_ANSWER = 32 << 20;
    /** curl: no proxy, no host, no connection, no TLS, so nothing was sent. */
    private const NOT_SENT = [5, 6, 7, 35, 60];

    private ?\CurlHandle $curl = null;

    /** @param string|null $certificate a file to trust instead of the system's own */
    public function __construct(
        private readonly float $seconds = 30.0,
        private readonly bool $useCurl = true,
        private readonly ?string $certificate = null,
    ) {
    }

    public function post(string $url, #[\SensitiveParameter] string $body, bool $mayBeRepeated): array
    {
        return $this->useCurl && extension_loaded('curl')
            ? $this->withCurl($url, $body, $mayBeRepeated)
            : $this->withStream($url, $body);
    }

    /** @return array{int, string} */
    private function withCurl(string $url, #[\SensitiveParameter] string $body, bool $mayBeRepeated): array
    {
        $this->curl ??= curl_init();
        $answer = '';
        curl_setopt_array($this->curl, [
            CURLOPT_URL => $url,
            CURLOPT_POST => true,
            CURLOPT_POSTFIELDS => $body,
            // Without Expect, curl would wait for a "100 Continue" before larger bodies.
            CURLOPT_HTTPHEADER => ['Content-Type: application/json', 'Accept: application/json', 'Expect:'],
            CURLOPT_TIMEOUT_MS => (int) ($this->seconds * 1000),
            CURLOPT_CONNECTTIMEOUT_MS => (int) (min($this->seconds, 10.0) * 1000),
            CURLOPT_FOLLOWLOCATION => false,
            // On a connection of an earlier request curl sends again by itself what got no answer.
            CURLOPT_FRESH_CONNECT => !$mayBeRepeated,
            CURLOPT_WRITEFUNCTION => static function (\CurlHandle $curl, string $part) use (&$answer): int {
                $answer .= $part;
                return strlen($answer) > self::LARGEST_ANSWER ? 0 : strlen($part);
            },
        ]);
        if ($this->certificate !== null) {
            curl_setopt($this->curl, CURLOPT_CAINFO, $this->certificate);
        }
        if (curl_exec($this->curl) === false) {
            $number = curl_errno($this->curl);
            $sent = !in_array($number, self::NOT_SENT, true);
            $why = $number === CURLE_OPERATION_TIMEDOUT ? 'OWS did not answer in time' : "OWS cannot be reached (curl $number)";
            throw new OwsError($why, null, $sent ? OwsError::UNKNOWN : OwsError::NOT_DONE);
        }
        return [(int) curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE), $answer];
    }

    /** @return array{int, string} */
    private function withStream(string $url, #[\SensitiveParameter] string $body): array
    {
        $context = stream_context_create([
            'http' => [
                'method' => 'POST',
                'header' => "Content-Type: application/json\r\nAccept: application/json\r\nConnection: close\r\n",
                'content' => $body,
                'timeout' => $this->seconds,
                'ignore_errors' => true,
                'follow_location' => 0,
                'protocol_version' => 1.1,
            ],
            'ssl' => $this->certificate !== null ? ['cafile' => $this->certificate] : [],
        ]);
        $stream = @fopen($url, 'rb', false, $context);
        if ($stream === false) {
            // Streams do not say whether the request had gone out.
            throw new OwsError('OWS cannot be reached or did not answer in time', null, OwsError::UNKNOWN);
        }
        try {
            $answer = stream_get_contents($stream, self::LARGEST_ANSWER);
            $about = stream_get_meta_data($stream);
        } finally {
            fclose($stream);
        }
        if ($answer === false || $about['timed_out']) {
            throw new OwsError('OWS did not answer in time', null, OwsError::UNKNOWN);
        }
        preg_match('/\AHTTP\/[0-9.]+ ([0-9]{3})/', $about['wrapper_data'][0] ?? '', $status);
        return [(int) ($status[1] ?? 0), $answer];
    }
}
