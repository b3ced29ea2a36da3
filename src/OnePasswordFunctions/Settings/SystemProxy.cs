using System.Collections;
using System.Net;

namespace OnePasswordFunctions.Settings;

/// <summary>
/// Makes <c>OnePassword__UseSystemProxy</c> true of the whole process. Every library reads the proxy variables in its own way, and the
/// headers of an identity or a token must not reach a proxy that nobody asked for; so the variables themselves are settled, once, before
/// any client exists.
/// </summary>
internal static class SystemProxy
{
    private static readonly string[] ProxyNames = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

    // The library asks for the lower-case name first.
    private static readonly string[] ExceptionNames = ["no_proxy", "NO_PROXY"];

    /// <summary>This machine, and the address of Azure's instance metadata. An IPv6 address is compared with and without brackets.</summary>
    private static readonly string[] NeverProxied = ["localhost", "127.0.0.1", "::1", "[::1]", "169.254.169.254"];

    private static readonly string[] IdentityEndpoints = ["IDENTITY_ENDPOINT", "MSI_ENDPOINT"];

    /// <summary>Settles the environment of this process. Call it first of all.</summary>
    public static void Settle()
    {
        if (!Settle(ReadVariables(), Environment.SetEnvironmentVariable))
        {
            HttpClient.DefaultProxy = new NoProxy();
        }
    }

    /// <summary>Changes proxy variables as the setting asks for; false when there must be no proxy at all.</summary>
    /// <param name="variables">The environment as it is.</param>
    /// <param name="set">Sets a variable, or removes it when the value is null.</param>
    public static bool Settle(IReadOnlyDictionary<string, string> variables, Action<string, string?> set)
    {
        if (!IsWanted(variables))
        {
            foreach (string name in ProxyNames)
            {
                set(name, null);
            }

            return false;
        }

        string[] known = [.. (Find(variables, ExceptionNames) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        string exceptions = string.Join(',', known.Union([.. NeverProxied, .. Hosts(variables)], StringComparer.OrdinalIgnoreCase));
        foreach (string name in ExceptionNames)
        {
            set(name, exceptions);
        }

        return true;
    }

    /// <summary>The user names and passwords of this process's proxies, which the libraries' error messages repeat.</summary>
    public static IEnumerable<string> ReadSecrets() => ReadSecrets(ReadVariables());

    /// <summary>As the other, of an environment.</summary>
    public static IEnumerable<string> ReadSecrets(IReadOnlyDictionary<string, string> variables) =>
        from name in ProxyNames
        let userInfo = variables.TryGetValue(name, out string? text) && Uri.TryCreate(text, UriKind.Absolute, out Uri? url) ? url.UserInfo : ""
        where userInfo.Length > 0
        select userInfo;

    private static Dictionary<string, string> ReadVariables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");

    private static bool IsWanted(IReadOnlyDictionary<string, string> variables) => variables.Any(variable =>
        variable.Key.Replace("__", ":", StringComparison.Ordinal).Equals(SettingCatalogue.UseSystemProxy.Key, StringComparison.OrdinalIgnoreCase)
        && bool.TryParse(variable.Value, out bool isWanted) && isWanted);

    private static string? Find(IReadOnlyDictionary<string, string> variables, string[] names) =>
        names.Select(variables.GetValueOrDefault).FirstOrDefault(value => value is not null);

    private static IEnumerable<string> Hosts(IReadOnlyDictionary<string, string> variables) =>
        from name in IdentityEndpoints
        where variables.ContainsKey(name)
        let url = Uri.TryCreate(variables[name], UriKind.Absolute, out Uri? parsed) ? parsed : null
        where url is { IdnHost.Length: > 0 }
        select url.IdnHost;

    /// <summary>The proxy of a process that has none.</summary>
    private sealed class NoProxy : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => null;

        public bool IsBypassed(Uri host) => true;
    }
}
