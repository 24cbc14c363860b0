<?php

declare(strict_types=1);

namespace Owskit;

/** The body is not what OTYS posts. */
final class Malformed extends \RuntimeException
{
}
