namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>One value of an event in a table.</summary>
/// <param name="Column">The column that it belongs to.</param>
/// <param name="Text">The value as text; may have line breaks.</param>
/// <param name="IsNumber">Whether it is a JSON number, which no program mistakes for a formula.</param>
internal readonly record struct EventCell(string Column, string Text, bool IsNumber);
