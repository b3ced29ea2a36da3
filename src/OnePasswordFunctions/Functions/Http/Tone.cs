namespace OnePasswordFunctions.Functions.Http;

/// <summary>The colour of a word on a page; named as the style names it.</summary>
internal enum Tone
{
    /// <summary>Grey: says nothing of good or bad.</summary>
    Quiet,

    /// <summary>Green: all is well.</summary>
    Ok,

    /// <summary>Yellow: needs a look.</summary>
    Warn,

    /// <summary>Red: must be mended.</summary>
    Bad,
}
