namespace OnePasswordFunctions.EventsApi;

/// <summary>The API's answer to <c>GET /api/v2/auth/introspect</c>.</summary>
/// <param name="IntegrationUuid">The Events Reporting integration that the token belongs to.</param>
/// <param name="AccountUuid">The 1Password account; null from servers older than September 2025.</param>
/// <param name="Features">The feeds that the token may read, by API name. Unknown names are kept.</param>
/// <param name="IssuedAt">When the token was issued, if the API said so.</param>
internal sealed record TokenIntrospection(
    string? IntegrationUuid, string? AccountUuid, IReadOnlyList<string> Features, DateTimeOffset? IssuedAt);
