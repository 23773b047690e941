// consumer.cpp - a user's program in C++11: one request, by the public headers and the POSIX port.
//
//     consumer_cpp BASE-URL CA-FILE KEY SECRET-KEY KEYWORD
//
// SPDX-License-Identifier: MIT
#include <qcc/qcc.h>

#include <qcc_posix.h>
#include <qcc_posix_roots.h>

#include <iostream>
#include <vector>

namespace
{

// What a C++ program makes of it: set up by the constructor, closed by the destructor.
class Client
{
  public:
    Client(const char *base_url, const char *ca_file, const char *key, const char *secret_key)
        : arena_(QCC_ARENA_SIZE), secret_(qcc_span_of(secret_key)), port_(qcc_posix_port(&posix_)),
          roots_(qcc_posix_roots(&store_, ca_file)), config_()
    {
        config_.base_url = base_url;
        config_.key = key;
        config_.signer = qcc_signer_md5(&secret_);
        config_.port = &port_;
        config_.roots = &roots_;
        config_.timeout_ms = 30000;
        error_ = qcc_memory_install(arena_.data(), arena_.size(), &port_);
        if (error_ == QCC_OK) {
            error_ = qcc_client_init(&client_, &config_);
        }
    }

    ~Client()
    {
        qcc_client_close(&client_);
        qcc_memory_remove();
    }

    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;

    qcc_error ask(const char *keyword)
    {
        return error_ == QCC_OK ? qcc_snapshot_get(&client_, keyword) : error_;
    }

    const char *link() const
    {
        return client_.reply.result;
    }
    const qcc_report &report() const
    {
        return client_.report;
    }

  private:
    std::vector<uint8_t> arena_;
    qcc_posix posix_;
    qcc_posix_store store_;
    qcc_span secret_;
    qcc_port port_;
    qcc_roots roots_;
    qcc_config config_;
    qcc_client client_;
    qcc_error error_;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 6) {
        return 2;
    }
    Client client(argv[1], argv[2], argv[3], argv[4]);
    const qcc_error error = client.ask(argv[5]);
    if (error != QCC_OK) {
        std::cerr << qcc_error_text(error) << '\n';
        return 1;
    }
    std::cout << client.link() << ' ' << client.report().tls_version << '\n';
    return client.report().charge == QCC_CHARGE_YES ? 0 : 1;
}
