using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Settings;

/// <summary>Recognises text that stands for a value and that nobody replaced by the value.</summary>
internal static partial class UnresolvedReference
{
    /// <summary>What the text is and what to do, as the end of a sentence about the setting; null when it is no reference.</summary>
    public static string? Explain(string value)
    {
        string text = value.Trim('"', '\'', ' ');
        return text switch
        {
            _ when text.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase) =>
                "the Key Vault reference was not resolved. Check that the secret exists and that the app's identity has the role Key Vault Secrets User, then restart the app.",
            _ when text.StartsWith("@Microsoft.AppConfiguration(", StringComparison.OrdinalIgnoreCase) =>
                "the App Configuration reference was not resolved. Check that the key exists and that the app's identity has the role App Configuration Data Reader, then restart the app.",
            _ when PlatformReference().IsMatch(text) =>
                "the reference was not resolved. The platform resolves @Microsoft.KeyVault(…) and @Microsoft.AppConfiguration(…); check how it is written, then restart the app.",
            _ when text.StartsWith("op://", StringComparison.OrdinalIgnoreCase) =>
                "it is a secret reference of the 1Password CLI, and nothing resolved it. Start the app with 'op run', or set the value itself.",
            _ when Placeholder().IsMatch(text) =>
                "it is a placeholder that nothing has filled in. Set the value itself.",
            _ => null,
        };
    }

    [GeneratedRegex(@"^@[A-Za-z]+\.[A-Za-z.]+\(")]
    private static partial Regex PlatformReference();

    // Of shells and templates (${NAME}, {{ name }}, #{name}#), of pipelines ($(name)), of command prompts (%NAME%), of samples (<name>).
    [GeneratedRegex(@"\$\{[^}]*\}|\{\{.*\}\}|#\{[^}]*\}|^\$\([^)]*\)\z|^\$[A-Za-z_][A-Za-z0-9_]*_[A-Za-z0-9_]*\z|^%[A-Za-z_][A-Za-z0-9_]*%\z|^<[^<>]*>\z")]
    private static partial Regex Placeholder();
}
