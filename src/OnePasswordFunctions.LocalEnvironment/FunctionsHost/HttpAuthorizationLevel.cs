namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Which key a caller of an HTTP function needs.</summary>
internal enum HttpAuthorizationLevel
{
    /// <summary>A function key, a host key or the master key.</summary>
    Function,

    /// <summary>None.</summary>
    Anonymous,

    /// <summary>The master key.</summary>
    Admin,
}
