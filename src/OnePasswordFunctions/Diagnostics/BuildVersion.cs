using System.Reflection;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>The version of this build, as records, the status and requests carry it.</summary>
internal static class BuildVersion
{
    /// <summary>Semantic version, with the commit after a plus sign when the build knew it.</summary>
    public static string Text { get; } =
        typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>The value of the User-Agent header.</summary>
    public static string UserAgent { get; } = "OnePasswordFunctions/" + Text.Split('+')[0];
}
