using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Checks the key of a caller: in the header <c>x-functions-key</c>, which wins, or as <c>?code=</c>.</summary>
internal sealed class KeyCheck(FunctionsHostOptions options)
{
    /// <summary>Whether the caller may use a function of this level. Everybody may when keys are not asked for.</summary>
    public bool Allows(HttpRequest request, HttpAuthorizationLevel level) => !options.Auth || level switch
    {
        HttpAuthorizationLevel.Anonymous => true,
        HttpAuthorizationLevel.Function => IsMaster(request) || Find(request) == options.FunctionKey,
        _ => IsMaster(request),
    };

    /// <summary>Whether the caller presents the master key.</summary>
    public bool IsMaster(HttpRequest request) => Find(request) == options.MasterKey;

    private static string? Find(HttpRequest request) =>
        request.Headers.TryGetValue("x-functions-key", out var header) && header.Count > 0 ? header[0] : request.Query["code"].FirstOrDefault();
}
