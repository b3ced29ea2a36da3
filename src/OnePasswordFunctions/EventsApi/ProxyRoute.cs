namespace OnePasswordFunctions.EventsApi;

/// <summary>Which proxy of the process stands between this app and an address.</summary>
internal static class ProxyRoute
{
    /// <summary>Host and port of the proxy, without its password; null when the address is reached directly.</summary>
    public static string? Find(EventsApiOptions options) =>
        options.UseSystemProxy && !HttpClient.DefaultProxy.IsBypassed(options.ServerUrl) ? HttpClient.DefaultProxy.GetProxy(options.ServerUrl)?.Authority : null;
}
