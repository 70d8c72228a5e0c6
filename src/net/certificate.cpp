#include "net/certificate.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "core/assert.hpp"

namespace tw::net {
namespace {

struct Free {
  void operator()(BIO* it) const { BIO_free(it); }
  void operator()(EVP_PKEY* it) const { EVP_PKEY_free(it); }
  void operator()(X509* it) const { X509_free(it); }
  void operator()(X509_EXTENSION* it) const { X509_EXTENSION_free(it); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

std::string text_in(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_ctrl(bio, BIO_CTRL_INFO, 0, static_cast<void*>(&bytes));
  return {bytes, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const Owned<BIO> bio{BIO_new(BIO_s_mem())};
  TW_ASSERT(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return text_in(bio.get());
}

std::string pem_of(EVP_PKEY* key) {
  const Owned<BIO> bio{BIO_new(BIO_s_mem())};
  TW_ASSERT(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return text_in(bio.get());
}

Owned<BIO> reading(const std::string& pem) {
  return Owned<BIO>{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
}

Owned<X509> certificate_in(const std::string& pem) {
  return Owned<X509>{PEM_read_bio_X509(reading(pem).get(), nullptr, nullptr, nullptr)};
}

Owned<EVP_PKEY> key_in(const std::string& pem) {
  return Owned<EVP_PKEY>{PEM_read_bio_PrivateKey(reading(pem).get(), nullptr, nullptr, nullptr)};
}

/// Sixteen random bytes: two certificates of one signer never share a number.
void give_number(X509* certificate) {
  std::array<unsigned char, 16> number{};
  TW_ASSERT(RAND_bytes(number.data(), static_cast<int>(number.size())) == 1);
  number[0] &= 0x7fU;
  BIGNUM* big = BN_bin2bn(number.data(), static_cast<int>(number.size()), nullptr);
  TW_ASSERT(BN_to_ASN1_INTEGER(big, X509_get_serialNumber(certificate)) != nullptr);
  BN_free(big);
}

void give_time(ASN1_TIME* time, Timestamp at) {
  TW_ASSERT(ASN1_TIME_set(time, static_cast<std::time_t>(at.unix_ns / 1'000'000'000)) != nullptr);
}

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension{
      X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str())};
  TW_ASSERT(extension != nullptr);
  TW_ASSERT(X509_add_ext(certificate, extension.get(), -1) == 1);
}

void give_name(X509* certificate, const std::string& name) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  TW_ASSERT(
      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(name.data()),  // NOLINT
                                 static_cast<int>(name.size()), -1, 0) == 1);
}

/// A certificate for `key` that nobody has signed yet.
Owned<X509> drafted(EVP_PKEY* key, const std::string& name, const Validity& validity) {
  Owned<X509> certificate{X509_new()};
  X509_set_version(certificate.get(), X509_VERSION_3);
  give_number(certificate.get());
  give_time(X509_getm_notBefore(certificate.get()), validity.from);
  give_time(X509_getm_notAfter(certificate.get()), validity.to);
  give_name(certificate.get(), name);
  TW_ASSERT(X509_set_pubkey(certificate.get(), key) == 1);
  return certificate;
}

bool is_address(const std::string& host) {
  return host.find(':') != std::string::npos ||
         std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

std::string alternative_names(const std::vector<std::string>& hosts) {
  std::string names;
  for (const std::string& host : hosts) {
    if (!names.empty()) names += ',';
    names += is_address(host) ? "IP:" : "DNS:";
    names += host;
  }
  return names;
}

}  // namespace

TlsIdentity made_authority(const Validity& validity) {
  const Owned<EVP_PKEY> key{EVP_EC_gen("P-256")};
  TW_ASSERT(key != nullptr);
  const Owned<X509> certificate = drafted(key.get(), "Tradewind on this machine", validity);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
  extend(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
  TW_ASSERT(X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0);
  return {.certificate_pem = pem_of(certificate.get()), .key_pem = pem_of(key.get())};
}

TlsIdentity issued(const TlsIdentity& authority, const std::vector<std::string>& hosts,
                   const Validity& validity) {
  TW_ASSERT(!hosts.empty());
  const Owned<X509> issuer = certificate_in(authority.certificate_pem);
  const Owned<EVP_PKEY> issuer_key = key_in(authority.key_pem);
  TW_ASSERT(issuer != nullptr && issuer_key != nullptr);
  const Owned<EVP_PKEY> key{EVP_EC_gen("P-256")};
  TW_ASSERT(key != nullptr);
  const Owned<X509> certificate = drafted(key.get(), hosts.front(), validity);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
  extend(certificate.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  extend(certificate.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
  extend(certificate.get(), issuer.get(), NID_ext_key_usage, "serverAuth");
  extend(certificate.get(), issuer.get(), NID_authority_key_identifier, "keyid");
  extend(certificate.get(), issuer.get(), NID_subject_alt_name, alternative_names(hosts));
  TW_ASSERT(X509_sign(certificate.get(), issuer_key.get(), EVP_sha256()) != 0);
  return {.certificate_pem = pem_of(certificate.get()), .key_pem = pem_of(key.get())};
}

}  // namespace tw::net
