{{/* The environment of a process: (list $ "api"). Plain settings come from the ConfigMap. */}}
{{- define "symphony.env" -}}
{{- $root := index . 0 -}}
{{- $app := index . 1 -}}
{{- $values := $root.Values -}}
{{- $store := list "AWS_ACCESS_KEY_ID" "AWS_SECRET_ACCESS_KEY" "AWS_SESSION_TOKEN" -}}
{{- $tracing := list "OTEL_EXPORTER_OTLP_HEADERS" -}}
{{- $secrets := dict
  "api" (concat (list "API_KEYS" "RELAY_SECRET" "ADMIN_PASSWORD" "METRICS_TOKEN" "WEBHOOK_SECRET" "SOURCE_BUCKETS") $store $tracing)
  "gateway" (list "API_KEYS" "RELAY_SECRET")
  "worker" (concat (list "WEBHOOK_SECRET" "SMTP_USERNAME" "SMTP_PASSWORD" "URL_FETCH_HEADERS" "SOURCE_BUCKETS") $store $tracing) -}}
{{- if not (has "REDIS_URL" $values.existingSecret.keys) }}
- name: REDIS_URL
  value: {{ required "Set redis.url, or put REDIS_URL into the existing secret and its keys." $values.redis.url | quote }}
{{- end }}
{{- range concat (list "REDIS_URL" "REDIS_PASSWORD") (get $secrets $app) }}
{{- if has . $values.existingSecret.keys }}
- name: {{ . }}
  valueFrom:
    secretKeyRef:
      name: {{ required "existingSecret.keys needs existingSecret.name." $values.existingSecret.name }}
      key: {{ . }}
{{- end }}
{{- end }}
{{- if and (eq $values.store.kind "s3") (ne $app "gateway") }}
- name: STORE_URL
  value: {{ required "store.kind s3 needs store.s3.url." $values.store.s3.url | quote }}
- name: S3_FORCE_PATH_STYLE
  value: {{ $values.store.s3.forcePathStyle | quote }}
{{- with $values.store.s3.endpoint }}
- name: S3_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with $values.store.s3.region }}
- name: AWS_REGION
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- if $values.trustedCa.configMap }}
- name: NODE_EXTRA_CA_CERTS
  value: /etc/symphony-ca/ca.crt
{{- end }}
{{- end }}

{{/* Links in mails and of the page begin with the host of the ingress. */}}
{{- define "symphony.publicUrl" -}}
{{- if and .Values.ingress.enabled (not .Values.settings.PUBLIC_URL) }}
- name: PUBLIC_URL
  value: {{ ternary "https" "http" (ne .Values.ingress.tlsSecret "") }}://{{ .Values.ingress.host }}
{{- end }}
{{- end }}
