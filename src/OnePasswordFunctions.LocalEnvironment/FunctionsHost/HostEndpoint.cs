namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Marks the endpoints that the host itself mapped, apart from those that routing makes up for wrong methods.</summary>
internal sealed class HostEndpoint
{
    public static readonly HostEndpoint Instance = new();

    private HostEndpoint()
    {
    }
}
