#!/bin/sh
':' /*
# To sh this is a script. Node obeys these before its first line: they have it run code, or write files, of whoever has set
# them, and sudo can be told to let them through. They go before Node starts. (`:` and what follows it is nothing to sh, and
# a comment to Node; env(1) has -S for such a line, but not everywhere.)
unset NODE_OPTIONS NODE_PATH NODE_COMPILE_CACHE NODE_V8_COVERAGE NODE_REDIRECT_WARNINGS NODE_EXTRA_CA_CERTS NODE_ICU_DATA NODE_CHANNEL_FD NODE_UNIQUE_ID NODE_PRESERVE_SYMLINKS NODE_PRESERVE_SYMLINKS_MAIN OPENSSL_CONF OPENSSL_ENGINES OPENSSL_MODULES SSL_CERT_DIR SSL_CERT_FILE
exec node "$0" "$@"
*/
