# What the image's scripts do with its environment (`launch`, kafka-server-start.sh and
# kafka-run-class.sh), as far as files of ours set it. Before this stand `root` and the function `java`.
setup=$(java kafka.docker.KafkaDockerWrapper setup --default-configs-dir "$root/etc/kafka/docker" \
  --mounted-configs-dir "$root/mnt/shared/config" --final-configs-dir "$root/opt/kafka/config" 2>&1) ||
  case $setup in *"already formatted"*) ;; *) echo "$setup" >&2; exit 1 ;; esac
logs=$root/opt/kafka/logs
case ${EXTRA_ARGS--name kafkaServer -loggc} in
  *-loggc*) : "${KAFKA_GC_LOG_OPTS:=-Xlog:gc*:file=$logs/kafkaServer-gc.log}" ;;
esac
: "${KAFKA_LOG4J_OPTS:=-Dlog4j2.configurationFile=$root/opt/kafka/config/log4j2.yaml}"
# shellcheck disable=SC2086 # these are words
java ${KAFKA_HEAP_OPTS:--Xmx1G -Xms1G} ${KAFKA_GC_LOG_OPTS-} "-Dkafka.logs.dir=$logs" \
  $KAFKA_LOG4J_OPTS ${KAFKA_OPTS-} kafka.Kafka "$root/opt/kafka/config/server.properties"
