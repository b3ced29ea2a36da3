namespace OnePasswordFunctions.Settings;

/// <summary>Reads URLs that a secret will be sent to: https always, http only on this machine.</summary>
internal static class ServiceUrl
{
    /// <summary>The setting's URL without a path, or null after noting a problem.</summary>
    public static Uri? Parse(SettingReader reader, Setting setting) => Parse(reader, setting, static url => Objection(url, isRoot: true));

    /// <summary>The setting's URL, or null after noting a problem, such as that there is an <paramref name="objection"/> to it.</summary>
    public static Uri? Parse(SettingReader reader, Setting setting, Func<Uri, string?> objection)
    {
        string? text = reader.Text(setting);
        if (text is null)
        {
            return null;
        }

        string? why = Uri.TryCreate(text, UriKind.Absolute, out Uri? url) ? objection(url) : "it is not an absolute URL";
        if (why is null)
        {
            return url;
        }

        reader.Reject(setting, url is { UserInfo.Length: > 0 } ? "a URL with a user name" : text, why);
        return null;
    }

    /// <summary>Why a URL must not be used, or null.</summary>
    public static string? Objection(Uri url, bool isRoot) => url switch
    {
        { UserInfo.Length: > 0 } => "it contains a user name",
        _ when url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && url.IsLoopback) => "it is neither https nor http to a loopback address",
        _ when url.Query.Length > 0 || url.Fragment.Length > 0 => "it has a query or fragment",
        _ when isRoot && url.AbsolutePath != "/" => "it has a path",
        _ => null,
    };
}
