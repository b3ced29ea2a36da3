using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

/// <summary>A certificate that nobody trusts, made for one test.</summary>
internal static class TestCertificate
{
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
