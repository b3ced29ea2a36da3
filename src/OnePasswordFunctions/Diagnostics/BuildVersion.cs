using System.Reflection;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>The version of this build, as records, the status and requests carry it.</summary>
internal static class BuildVersion
{
    private const int CommitLength = 12;

    /// <summary>Semantic version, with the first 12 digits of the commit after a plus sign when the build knew it.</summary>
    public static string Text { get; } =
        Shorten(typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0");

    /// <summary>The value of the User-Agent header.</summary>
    public static string UserAgent { get; } = "OnePasswordFunctions/" + Text.Split('+')[0];

    /// <summary>The version without what Git does not need to find the commit; all 40 digits break a phone's line.</summary>
    public static string Shorten(string version) =>
        version.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus && version.Length - plus - 1 > CommitLength ? version[..(plus + 1 + CommitLength)] : version;
}
