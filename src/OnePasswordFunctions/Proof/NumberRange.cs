namespace OnePasswordFunctions.Proof;

/// <summary>Numbers that follow each other.</summary>
internal readonly record struct NumberRange(long First, long Last)
{
    /// <inheritdoc/>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
