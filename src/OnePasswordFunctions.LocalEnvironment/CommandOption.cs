namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>One option of the command line.</summary>
/// <param name="Name">With its hyphens.</param>
/// <param name="Value">What its value is called; null for a switch.</param>
/// <param name="Help">What it does; a new line begins a new paragraph.</param>
/// <param name="Apply">Takes the value in; a <see cref="FormatException"/> says what is wrong with it.</param>
internal sealed record CommandOption(string Name, string? Value, string Help, Func<LocalEnvironmentOptions, string, LocalEnvironmentOptions> Apply);
