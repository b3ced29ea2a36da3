namespace OnePasswordFunctions.Settings;

/// <summary>One app setting: what docs/configuration.md, the errors and the status page say of it.</summary>
/// <param name="Name">The app setting's name; <c>__</c> separates sections.</param>
/// <param name="Default">The default as text; null when the setting has none.</param>
/// <param name="Allowed">Which values are allowed, as the end of the sentence "allowed: …".</param>
/// <param name="IsSecret">Whether the value must never be shown.</param>
internal sealed record Setting(string Name, string? Default, string Allowed, bool IsSecret = false)
{
    /// <summary>The name as .NET's configuration spells it.</summary>
    public string Key => Name.Replace("__", ":", StringComparison.Ordinal);
}
