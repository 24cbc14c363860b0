<?php

declare(strict_types=1);

namespace Owskit;

/** Something is not set up; the message says what and what to do, and shows no secret. */
final class CannotStart extends \RuntimeException
{
}
