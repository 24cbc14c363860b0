<?php

declare(strict_types=1);

namespace Owskit\Tests;

/** A test has found something. */
final class Failed extends \Exception
{
}
